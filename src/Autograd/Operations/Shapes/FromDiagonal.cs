using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A matrix of zeros with the last axis on its main diagonal. Linear; its transpose is the diagonal.</summary>
internal sealed class FromDiagonalOperation<T>(int rows, int columns) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"from diagonal({rows} x {columns})";

    internal override object? Constants => (rows, columns);

    internal override OperationDescription? Description => new OperationDescription("from diagonal");

    public override Shape OutputShape(OperandShapes inputs) => Shape.Create([.. inputs[0].Sizes[..^1], rows, columns]);

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        DiagonalOperation<T>.Strides(context.OutputShape, strides);
        Strided.Scatter(context.Input(0), context.InputShape(0).Sizes, context.Output, 0, strides);
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.Diagonal());

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).FromDiagonal(rows, columns));
}

public readonly partial struct Variable<T>
{
    /// <summary>Diagonal matrices: y[..., i, i] = x[..., i], and zeros elsewhere.</summary>
    /// <returns>[..., n, n] for an array of [..., n].</returns>
    /// <exception cref="ArgumentOutOfRangeException">This is a scalar.</exception>
    public Variable<T> FromDiagonal() => FromDiagonal(Shape[-1], Shape[-1]);

    /// <summary>The same with more rows or columns of zeros; the smaller of the two is the size of the last axis.</summary>
    internal Variable<T> FromDiagonal(int rows, int columns) => Tape.Apply(new FromDiagonalOperation<T>(rows, columns), this);
}
