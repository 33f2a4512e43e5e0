using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The main diagonal of the last two axes. Linear; its transpose writes it back among zeros
/// (<see cref="FromDiagonalOperation{T}"/>).</summary>
internal sealed class DiagonalOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DiagonalOperation<T> Instance { get; } = new();

    public override string Name => "diagonal";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].Rank >= 2
        ? Shape.Create([.. inputs[0].Sizes[..^2], Math.Min(inputs[0][-2], inputs[0][-1])])
        : throw new ArgumentException($"Diagonal takes an array of two axes or more, got {inputs[0]}.");

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        Strides(context.InputShape(0), strides);
        Strided.Gather(context.Input(0), 0, strides, context.Output, context.OutputShape.Sizes);
    }

    public override void Vjp(VjpContext<T> context)
    {
        Shape shape = context.Input(0).Shape;
        context.Add(0, context.Cotangent.FromDiagonal(shape[-2], shape[-1]));
    }

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Diagonal());

    /// <summary>The strides with which the diagonals of an array are walked: one place further along both last axes at once.</summary>
    internal static void Strides(Shape shape, Span<int> strides)
    {
        shape.Strides(strides);
        strides[shape.Rank - 2] += strides[shape.Rank - 1];
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The main diagonal of the last two axes: y[..., i] = x[..., i, i].</summary>
    /// <returns>[..., min(rows, columns)].</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    public Variable<T> Diagonal() => Tape.Apply(DiagonalOperation<T>.Instance, this);

    /// <summary>The trace of the last two axes: the sum of x[..., i, i].</summary>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    public Variable<T> Trace() => Diagonal().Sum([-1]);
}
