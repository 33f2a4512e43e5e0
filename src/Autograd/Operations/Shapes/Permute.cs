using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The axes in another order: axis k of the result is axis order[k] of the input. Linear; its transpose is the inverse
/// order.</summary>
internal sealed class PermuteOperation<T>(int[] order) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"permute({string.Join(", ", order)})";

    internal override object? Constants => string.Join(',', order);

    internal override OperationDescription? Description => new OperationDescription("permute").With("order", order);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Span<int> sizes = stackalloc int[Shape.MaximumRank];
        for (int axis = 0; axis < order.Length; axis++)
        {
            sizes[axis] = inputs[0].Sizes[order[axis]];
        }

        return Shape.Create(sizes[..order.Length]);
    }

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> inputStrides = stackalloc int[Shape.MaximumRank];
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        context.InputShape(0).Strides(inputStrides);
        for (int axis = 0; axis < order.Length; axis++)
        {
            strides[axis] = inputStrides[order[axis]];
        }

        Strided.Gather(context.Input(0), 0, strides, context.Output, context.OutputShape.Sizes);
    }

    public override void Vjp(VjpContext<T> context)
    {
        var inverse = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++)
        {
            inverse[order[axis]] = axis;
        }

        context.Add(0, context.Cotangent.Permute(inverse));
    }

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Permute(order));
}

public readonly partial struct Variable<T>
{
    /// <summary>The axes in another order.</summary>
    /// <param name="order">For each axis of the result, the axis of this variable that it was; each once.</param>
    /// <exception cref="ArgumentException">The order does not name each axis once.</exception>
    public Variable<T> Permute(params ReadOnlySpan<int> order)
    {
        Shape shape = Shape;
        var resolved = new int[order.Length];
        Span<bool> seen = stackalloc bool[Shape.MaximumRank];
        bool fits = order.Length == shape.Rank;
        for (int k = 0; k < order.Length && fits; k++)
        {
            resolved[k] = shape.ResolveAxis(order[k]);
            fits = !seen[resolved[k]];
            seen[resolved[k]] = true;
        }

        return fits
            ? Tape.Apply(new PermuteOperation<T>(resolved), this)
            : throw new ArgumentException(
                $"Permute of {shape} takes each of its {shape.Rank} axes once, got [{string.Join(", ", order.ToArray())}].", nameof(order));
    }

    /// <summary>The last two axes exchanged.</summary>
    public Variable<T> Transpose() => SwapAxes(-2, -1);

    /// <summary>Two axes exchanged.</summary>
    /// <param name="first">One axis; a negative one counts from the end.</param>
    /// <param name="second">The other axis.</param>
    public Variable<T> SwapAxes(int first, int second)
    {
        int[] order = [.. Enumerable.Range(0, Shape.Rank)];
        int a = Shape.ResolveAxis(first);
        int b = Shape.ResolveAxis(second);
        (order[a], order[b]) = (order[b], order[a]);
        return a == b ? Unchanged() : Tape.Apply(new PermuteOperation<T>(order), this);
    }
}
