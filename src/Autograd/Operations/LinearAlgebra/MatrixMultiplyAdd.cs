using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>D + factor op(A) op(B), or factor op(A) op(B), in one go. Only programs have it, in the place of a product and of what becomes
/// of it, to the same bits; on a tape these are operations of their own, with the derivatives.</summary>
/// <param name="product">The product.</param>
/// <param name="productShape">Its shape; that of the result may have axes of length 1 more or less.</param>
/// <param name="factor">The factor.</param>
/// <param name="adds">Whether there is a D, the third input: as long as the result, or some of its last rows that repeat.</param>
/// <param name="tileRows">How many rows of the product are computed at a time.</param>
internal sealed class MatrixMultiplyAddOperation<T>(
    MatrixMultiplyOperation<T> product, Shape productShape, T factor, bool adds, int tileRows) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name
        => product.Name + (factor == T.One ? string.Empty : FormattableString.Invariant($" * {factor}")) + (adds ? " + D" : string.Empty);

    internal override OperationDescription? Description => product.Describe("matmul add").WithNumber("factor", factor).With("adds", adds);

    internal override bool SharesWork => true;

    private int TileLength => tileRows * productShape[-1];

    public override Shape OutputShape(OperandShapes inputs) => productShape;

    // The tile first, since it begins a cache line.
    public override int ScratchLength(OperandShapes inputs, Shape output) => TileLength + product.ScratchLength(inputs, productShape);

    internal override long OperationCount(OperandShapes inputs, Shape output)
        => product.OperationCount(inputs, productShape) + ((long)productShape.ElementCount * ((factor == T.One ? 0 : 1) + (adds ? 1 : 0)));

    internal override bool ReadsAlong(int input) => input == 2;

    public override unsafe void Compute(ComputeContext<T> context)
    {
        MatrixSum<T> sum = new() { Rows = tileRows, TileLength = TileLength, Factor = factor };
        if (!adds)
        {
            product.Compute(context, productShape, sum);
            return;
        }

        ReadOnlySpan<T> addend = context.Input(2);
        fixed (T* first = addend)
        {
            sum.Addend = first;
            sum.AddendLength = addend.Length;
            product.Compute(context, productShape, sum);
        }
    }

    public override void Vjp(VjpContext<T> context)
        => throw new InvalidOperationException($"'{Name}' is only part of programs, which are not differentiated.");

    public override void Jvp(JvpContext<T> context)
        => throw new InvalidOperationException($"'{Name}' is only part of programs, which are not differentiated.");
}
