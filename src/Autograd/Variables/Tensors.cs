using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>Between this library's shapes and the tensors of System.Numerics.Tensors.</summary>
/// <remarks>A tensor of the host has at least one axis: a single number becomes a tensor of shape [1], and comes back as [1].</remarks>
public static class Tensors
{
    /// <summary>The shape of a tensor.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="ArgumentException">It has more axes or elements than a <see cref="Shape"/> can have.</exception>
    public static Shape ShapeOf<T>(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var sizes = new int[tensor.Rank];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            nint size = tensor.Lengths[axis];
            sizes[axis] = size <= int.MaxValue
                ? (int)size
                : throw new ArgumentException(
                    $"Axis {axis} of the tensor has {size} elements; an array holds at most {int.MaxValue}.", nameof(tensor));
        }

        return Shape.Create(sizes);
    }

    /// <summary>A tensor that holds a copy of the given values.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">The values, row by row.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor<T> Create<T>(ReadOnlySpan<T> values, Shape shape) => Wrap(values.ToArray(), shape);

    /// <summary>A tensor over the given array, which it keeps.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="values">The values, row by row.</param>
    /// <param name="shape">The shape; its number of elements must be that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor<T> Wrap<T>(T[] values, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"Got {values.Length} values for shape {shape}, expected {shape.ElementCount}.", nameof(values));
        }

        if (shape.Rank == 0)
        {
            return Tensor.Create(values, [1]);
        }

        Span<nint> lengths = stackalloc nint[Shape.MaximumRank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            lengths[axis] = shape.Sizes[axis];
        }

        return Tensor.Create(values, lengths[..shape.Rank]);
    }

    /// <summary>A copy of a tensor's values, row by row.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">The tensor.</param>
    public static T[] ToArray<T>(Tensor<T> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var values = new T[checked((int)tensor.FlattenedLength)];
        CopyTo(tensor, values);
        return values;
    }

    /// <summary>Copies a tensor's values, row by row.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">The tensor.</param>
    /// <param name="destination">Where they go; at least as long as the tensor has elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <remarks>A tensor whose rows follow one another is one copy of memory; <c>Tensor.FlattenTo</c> takes its elements one by one,
    /// several nanoseconds each. Others are left to it.</remarks>
    public static void CopyTo<T>(Tensor<T> tensor, Span<T> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        int length = checked((int)tensor.FlattenedLength);
        if (destination.Length < length)
        {
            throw new ArgumentException($"The destination holds {destination.Length} elements, the tensor {length}.", nameof(destination));
        }

        if (length == 0)
        {
            return;
        }

        if (IsRowByRow(tensor))
        {
            // Tensor.TryGetSpan would do, but refuses tensors with an axis of length 1; and Tensor.GetPinnableReference forgets where a
            // slice begins.
            MemoryMarshal.CreateReadOnlySpan(in tensor.AsReadOnlyTensorSpan().GetPinnableReference(), length).CopyTo(destination);
            return;
        }

        // Of a destination that is longer, FlattenTo may write more than the tensor has.
        tensor.FlattenTo(destination[..length]);
    }

    private static bool IsRowByRow<T>(Tensor<T> tensor)
    {
        nint step = 1;
        for (int axis = tensor.Rank - 1; axis >= 0; axis--)
        {
            nint length = tensor.Lengths[axis];
            if (length > 1 && tensor.Strides[axis] != step)
            {
                return false;
            }

            step *= length;
        }

        return true;
    }
}
