using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <content>Values that are put on a tape from outside.</content>
public sealed partial class Tape<T>
{
    /// <summary>Puts an array on the tape as an input: something to differentiate by, or data.</summary>
    /// <param name="values">The values, row by row; copied.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Variable<T> Input(ReadOnlySpan<T> values, Shape shape, string? name = null) => Leaf(values, shape, LeafOperation<T>.Input(name));

    /// <summary>Puts a number on the tape as an input.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    public Variable<T> Input(T value, string? name = null) => Leaf([value], Shape.Scalar, LeafOperation<T>.Input(name));

    /// <summary>Puts a tensor on the tape as an input.</summary>
    /// <param name="tensor">The values; copied.</param>
    /// <param name="name">What it is called in listings and errors; by default nothing.</param>
    public Variable<T> Input(Tensor<T> tensor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Variable<T> leaf = Leaf(Tensors.ShapeOf(tensor), LeafOperation<T>.Input(name));
        Tensors.CopyTo(tensor, SpanAt(leaf.Index));
        return leaf;
    }

    /// <summary>Puts an array on the tape as a constant. It differs from an input only in listings, and in that a replay can't change
    /// it.</summary>
    /// <param name="values">The values, row by row; copied.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    public Variable<T> Constant(ReadOnlySpan<T> values, Shape shape) => Leaf(values, shape, LeafOperation<T>.Constant);

    /// <summary>Puts a number on the tape as a constant.</summary>
    /// <param name="value">The number.</param>
    public Variable<T> Constant(T value) => Leaf([value], Shape.Scalar, LeafOperation<T>.Constant);

    /// <summary>A constant array with the same value everywhere.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The value.</param>
    public Variable<T> Full(Shape shape, T value)
    {
        Variable<T> leaf = Leaf(shape, LeafOperation<T>.Constant);
        SpanAt(leaf.Index).Fill(value);
        return leaf;
    }

    /// <summary>A constant array of zeros.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Zeros(Shape shape) => Full(shape, T.Zero);

    /// <summary>A constant array of ones.</summary>
    /// <param name="shape">The shape.</param>
    public Variable<T> Ones(Shape shape) => Full(shape, T.One);

    private Variable<T> Leaf(ReadOnlySpan<T> values, Shape shape, LeafOperation<T> operation)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"Got {values.Length} values for shape {shape}, expected {shape.ElementCount}.", nameof(values));
        }

        Variable<T> leaf = Leaf(shape, operation);
        values.CopyTo(SpanAt(leaf.Index));
        return leaf;
    }

    private Variable<T> Leaf(Shape shape, LeafOperation<T> operation)
    {
        ArgumentNullException.ThrowIfNull(shape);
        RequireUsable();
        return Allocate(shape, operation, inputCount: 0);
    }
}
