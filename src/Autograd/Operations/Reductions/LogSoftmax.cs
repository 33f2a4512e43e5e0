using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// log of softmax along the last axis: y[i] = d[i] - log(1 + r), where d[i] = x[i] - x[f] is the difference to the first greatest element f
/// of the row and r the sum of exp(d[j]) over all j but f. Both terms have one sign and none has the size of x in it, so y is as exact as
/// the differences are, near 0 as well.
/// </summary>
/// <remarks>
/// The Jacobian is 1 - p[i] on the diagonal and -p[j] beside it, with p = exp(y). Where p[i] is nearly 1, 1 - p[i] and the sum over all
/// others would lose their digits as differences of numbers near 1; as -expm1(y) and as <see cref="SumOfOthersOperation{T}"/> they keep
/// them, and so does whatever is derived from them. f has no part in the derivative: the function is the same whatever is taken out.
/// </remarks>
internal sealed class LogSoftmaxOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogSoftmaxOperation<T> Instance { get; } = new();

    public override string Name => "log-softmax";

    internal override OperationDescription? Description => new(Name);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 4L * output.ElementCount;

    public override Shape OutputShape(OperandShapes inputs)
    {
        LogSumExpOperation<T>.RequireElements(Name, new(inputs[0], [-1]));
        return inputs[0];
    }

    public override int ScratchLength(OperandShapes inputs, Shape output)
        => RowExponentials.RowsAtOnce(output[-1]) * (output[-1] + 1);

    public override void Compute(ComputeContext<T> context)
    {
        int size = context.OutputShape[-1];
        int most = RowExponentials.RowsAtOnce(size);
        Span<int> greatest = stackalloc int[most];
        Span<T> exponentials = context.Scratch[..(most * size)];
        Span<T> normalizers = context.Scratch[(most * size)..];
        int rows;
        for (ReadOnlySpan<T> left = context.Input(0); left.Length > 0; left = left[(rows * size)..])
        {
            rows = Math.Min(most, left.Length / size);
            Span<T> y = context.Output[^left.Length..][..(rows * size)];
            RowExponentials.Compute(left, size, greatest, y, exponentials[..y.Length], normalizers[..rows]);
            for (int row = 0; row < rows; row++)
            {
                Span<T> values = y.Slice(row * size, size);
                TensorPrimitives.Subtract(values, normalizers[row], values);
            }
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> y = context.Output;
        Variable<T> g = context.Cotangent;
        context.Add(0, -((g * y.Expm1()) + (y.Exp() * g.SumOfOthers())));
    }

    public override void Jvp(JvpContext<T> context)
    {
        Variable<T> y = context.Output;
        Variable<T> t = context.Tangent(0);
        context.Add(-((t * y.Expm1()) + (y.Exp() * t).SumOfOthers()));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>log of softmax: x - log Σ exp(x), along an axis.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <remarks>
    /// The derivative is dx - Σ softmax(x) dx. Value and derivatives of every order depend on differences of elements alone, and are as
    /// exact for large elements, and where the result is nearly 0, as elsewhere. An element of minus infinity has that as its result and
    /// counts for nothing in the others; where one element is infinite, its result is 0 and that of the others minus infinity. The results
    /// are NaN where several elements are infinite, or where there are several and all are minus infinity: there is no limit.
    /// </remarks>
    public Variable<T> LogSoftmax(int axis = -1) => AlongLast(LogSoftmaxOperation<T>.Instance, axis);

    /// <summary>exp(x) over its sum along an axis: non-negative, summing to 1, without overflow.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <remarks>The derivative is diag(p) - p p'. Composed: exp of <see cref="LogSoftmax"/>, which says what becomes of infinite
    /// elements.</remarks>
    public Variable<T> Softmax(int axis = -1) => LogSoftmax(axis).Exp();

    // An operation that works along the last axis, along any; the axis stays.
    private Variable<T> AlongLast(Operation<T> operation, int axis)
    {
        int resolved = Shape.ResolveAxis(axis);
        LogSumExpOperation<T>.RequireElements(operation.Name, new(Shape, [resolved]));
        int last = Shape.Rank - 1;
        return resolved == last ? Tape.Apply(operation, this) : Tape.Apply(operation, SwapAxes(resolved, last)).SwapAxes(resolved, last);
    }
}
