using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// op(A) op(B) on the last two axes of both, op being the transpose or nothing; the leading axes are batches and broadcast.
/// Bilinear: every derivative is again such a product.
/// </summary>
internal sealed class MatrixMultiplyOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly MatrixMultiplyOperation<T>[] All = [new(false, false), new(false, true), new(true, false), new(true, true)];

    private readonly bool _transposeLeft;
    private readonly bool _transposeRight;

    private MatrixMultiplyOperation(bool transposeLeft, bool transposeRight)
    {
        _transposeLeft = transposeLeft;
        _transposeRight = transposeRight;
    }

    public override string Name => $"matmul{(_transposeLeft ? " A'" : " A")}{(_transposeRight ? " B'" : " B")}";

    internal override OperationDescription? Description => Describe("matmul");

    public static MatrixMultiplyOperation<T> Get(bool transposeLeft, bool transposeRight)
        => All[(transposeLeft ? 2 : 0) + (transposeRight ? 1 : 0)];

    /// <summary>How the operands stand, for a kind of operation that is made of the product.</summary>
    internal OperationDescription Describe(string kind)
        => new OperationDescription(kind).With("transposesLeft", _transposeLeft).With("transposesRight", _transposeRight);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Shape left = inputs[0];
        Shape right = inputs[1];
        if (left.Rank < 2 || right.Rank < 2)
        {
            throw new ArgumentException(
                $"MatMul takes arrays of two axes or more, got {left} and {right}: make a vector a matrix of one " +
                    "row or column with Reshape.");
        }

        RequireSameInner(left, right, _transposeLeft, _transposeRight);
        int rows = Oriented(left, _transposeLeft).Rows;
        int columns = Oriented(right, _transposeRight).Columns;
        if (left.Rank == 2 && right.Rank == 2)
        {
            return Shape.Create(rows, columns);
        }

        Shape batch = Shape.Broadcast(Shape.Create(left.Sizes[..^2]), Shape.Create(right.Sizes[..^2]), "MatMul, leading axes");
        return Shape.Create([.. batch.Sizes, rows, columns]);
    }

    internal override MatrixOrientation? Product => new(_transposeLeft, _transposeRight);

    internal override int? AxesNotBroadcast => 2;

    // Of a product of two matrices the leading axis is one of rows, not one of batches.
    internal override bool IsSeparateAlongLeadingAxis(Shape output) => output.Rank > 2;

    internal override bool SharesWork => true;

    internal override Operation<T>? WithSum(OperandShapes inputs, Shape output, T factor, bool adds)
        => TileRows(inputs, output) is > 0 and int tileRows
            ? new MatrixMultiplyAddOperation<T>(this, output, factor, adds, tileRows)
            : null;

    internal override long OperationCount(OperandShapes inputs, Shape output)
        => 2L * output.ElementCount * Oriented(inputs[0], _transposeLeft).Columns;

    public override int ScratchLength(OperandShapes inputs, Shape output)
    {
        (int rows, int inner) = Oriented(inputs[0], _transposeLeft);
        rows *= StackedBatches(inputs[0], inputs[1], output);
        return MatrixProduct.ScratchLength<T>(rows, output[-1], inner, _transposeRight);
    }

    public override void Compute(ComputeContext<T> context) => Compute(context, context.OutputShape, default);

    /// <summary>Computes the product of the first two inputs, and what becomes of it.</summary>
    /// <param name="context">The arrays.</param>
    /// <param name="output">The shape of the product.</param>
    /// <param name="sum">What becomes of it.</param>
    internal unsafe void Compute(ComputeContext<T> context, Shape output, MatrixSum<T> sum)
    {
        Shape left = context.InputShape(0);
        Shape right = context.InputShape(1);
        if (output.ElementCount == 0)
        {
            return;
        }

        (int rows, int inner) = Oriented(left, _transposeLeft);
        int columns = output[-1];
        int stacked = StackedBatches(left, right, output);
        ReadOnlySpan<int> batch = stacked == 1 ? output.Sizes[..^2] : [];
        rows *= stacked;
        Span<int> leftStrides = stackalloc int[Shape.MaximumRank];
        Span<int> rightStrides = stackalloc int[Shape.MaximumRank];
        BatchStrides(left, batch, leftStrides);
        BatchStrides(right, batch, rightStrides);
        fixed (T* a = context.Input(0))
        fixed (T* b = context.Input(1))
        fixed (T* c = context.Output)
        fixed (T* scratch = context.Scratch)
        {
            MatrixBatch<T> products = new()
            {
                Nest = new LoopNest(batch, leftStrides, rightStrides),
                Count = output.ElementCount / (rows * columns),
                Rows = rows,
                Columns = columns,
                Inner = inner,
                A = a,
                ARow = _transposeLeft ? 1 : inner,
                AColumn = _transposeLeft ? rows : 1,
                B = b,
                BRow = _transposeRight ? 1 : columns,
                BColumn = _transposeRight ? inner : 1,
                C = c,
                Sum = sum,
                Scratch = scratch,
            };
            products.Multiply(context.Helpers);
        }
    }

    /// <summary>How many rows of a product are scaled and added at a time, or 0 if that is better done with the whole product.</summary>
    private int TileRows(OperandShapes inputs, Shape output)
    {
        if (output.ElementCount == 0)
        {
            return 0;
        }

        (int rows, int inner) = Oriented(inputs[0], _transposeLeft);
        rows *= StackedBatches(inputs[0], inputs[1], output);
        return MatrixSum<T>.TileRows(rows, output[-1], inner, _transposeRight);
    }

    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> a = context.Input(0);
        Variable<T> b = context.Input(1);
        Variable<T> g = context.Cotangent;
        if (context.Needs(0))
        {
            // C = op(A) op(B): the cotangent of op(A) is G op(B)', and that of A its transpose where A was transposed.
            (T factor, Variable<T> c) = WithoutFactor(g, a.Shape);
            Variable<T> full = _transposeLeft ? b.MatMul(c, _transposeRight, true) : c.MatMul(b, false, !_transposeRight);
            full = factor == T.One ? full : factor * full;
            context.Add(0, full.SummedTo(a.Shape));
        }

        if (context.RepeatedBy(1) is { } matrix && !_transposeLeft && IsOneMatrix(matrix.Shape)
            && matrix.Shape.Sizes[^2..].SequenceEqual(b.Shape.Sizes[^2..])
            && a.Shape.Rank == g.Shape.Rank && SameBatches(a.Shape, g.Shape))
        {
            // One matrix for all batches: its cotangent is one product of all rows instead of a product for each batch and their sum.
            a = a.Shaped([a.Shape.ElementCount / a.Shape[-1], a.Shape[-1]]);
            g = g.Shaped([g.Shape.ElementCount / g.Shape[-1], g.Shape[-1]]);
            context.AddRepeated(
                1, (_transposeRight ? g.MatMul(a, transposeLeft: true) : a.MatMul(g, transposeLeft: true)).Shaped(matrix.Shape));
        }
        else if (context.Needs(1))
        {
            (T factor, Variable<T> c) = WithoutFactor(g, b.Shape);
            Variable<T> full = _transposeRight ? c.MatMul(a, true, _transposeLeft) : a.MatMul(c, !_transposeLeft, false);
            full = factor == T.One ? full : factor * full;
            context.Add(1, full.SummedTo(b.Shape));
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        Shape shape = context.Output.Shape;
        if (context.Has(0))
        {
            context.Add(context.Tangent(0).MatMul(context.Input(1), _transposeLeft, _transposeRight).RepeatedTo(shape));
        }

        if (context.Has(1))
        {
            context.Add(context.Input(0).MatMul(context.Tangent(1), _transposeLeft, _transposeRight).RepeatedTo(shape));
        }
    }

    /// <summary>Throws unless op(A) has as many columns as op(B) has rows.</summary>
    internal static void RequireSameInner(Shape left, Shape right, bool transposeLeft, bool transposeRight)
    {
        int leftInner = Oriented(left, transposeLeft).Columns;
        int rightInner = Oriented(right, transposeRight).Rows;
        if (leftInner != rightInner)
        {
            throw new ArgumentException(
                $"MatMul: {left}{(transposeLeft ? " transposed" : string.Empty)} has {leftInner} columns and {right}" +
                $"{(transposeRight ? " transposed" : string.Empty)} has {rightInner} rows; expected the same number.");
        }
    }

    // One right matrix for batches of left ones that lie one below the other is one product with all their rows: then that is their number.
    private int StackedBatches(Shape left, Shape right, Shape output)
        => !_transposeLeft && output.ElementCount > 0 && right.ElementCount == right[-1] * right[-2]
            && (long)output.ElementCount * left[-1] == (long)left.ElementCount * output[-1]
            ? output.ElementCount / (output[-1] * output[-2])
            : 1;

    // A factor of the cotangent goes to the product if that is smaller; then the multiple itself need not be computed.
    private static (T Factor, Variable<T> Cotangent) WithoutFactor(Variable<T> cotangent, Shape product)
        => (long)product[-1] * product[-2] < (long)cotangent.Shape[-1] * cotangent.Shape[-2]
            ? ScaleOperation<T>.Split(cotangent)
            : (T.One, cotangent);

    private static bool IsOneMatrix(Shape shape)
        => shape.Rank >= 2 && shape.ElementCount > 0 && shape.ElementCount == shape[-1] * shape[-2];

    private static bool SameBatches(Shape first, Shape second)
        => first.ElementCount > 0 && second.ElementCount > 0 && first.Sizes[..^2].SequenceEqual(second.Sizes[..^2]);

    private static (int Rows, int Columns) Oriented(Shape shape, bool transposed)
        => transposed ? (shape[-1], shape[-2]) : (shape[-2], shape[-1]);

    private static void BatchStrides(Shape matrices, ReadOnlySpan<int> batch, Span<int> strides)
    {
        int stride = matrices[-1] * matrices[-2];
        int own = matrices.Rank - 2;
        for (int axis = batch.Length - 1; axis >= 0; axis--)
        {
            int place = axis - (batch.Length - own);
            int size = place >= 0 ? matrices.Sizes[place] : 1;
            strides[axis] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The matrix product on the last two axes: C[..., i, j] = sum over k of A[..., i, k] B[..., k, j].</summary>
    /// <param name="right">B: [..., inner, columns], or [..., columns, inner] when transposed.</param>
    /// <param name="transposeLeft">Whether A, this, is given as [..., inner, rows].</param>
    /// <param name="transposeRight">Whether B is given as [..., columns, inner].</param>
    /// <returns>[..., rows, columns]; the leading axes broadcast, so that weights can be shared by all tasks or be each task's
    /// own.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <remarks>2 * rows * inner * columns operations for each batch; no copy is made for a transpose of A, one matrix of scratch for a
    /// transpose of B.</remarks>
    public Variable<T> MatMul(Variable<T> right, bool transposeLeft = false, bool transposeRight = false)
    {
        Shape left = Shape;
        if (left.Rank > 2 && right.Shape.Rank == 2 && !transposeLeft)
        {
            // One matrix for all batches: taken as one product with many rows, which also makes its derivative one product instead of
            // a product for each batch and their sum. Checked before the view is recorded, and with the shape that was given.
            Tape.IndexOf(right);
            MatrixMultiplyOperation<T>.RequireSameInner(left, right.Shape, false, transposeRight);
            int rows = left[-1] > 0 ? left.ElementCount / left[-1] : left.With(-1, 1).ElementCount;
            Variable<T> flat = Reshape([rows, left[-1]]).MatMul(right, false, transposeRight);
            return flat.Reshape(left.With(-1, flat.Shape[-1]));
        }

        return Tape.Apply(MatrixMultiplyOperation<T>.Get(transposeLeft, transposeRight), this, right);
    }
}
