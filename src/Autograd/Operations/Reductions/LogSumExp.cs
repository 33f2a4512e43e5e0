using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log of the sum of exp(x) along the last axis, which stays with size 1; the greatest element is taken out first, so nothing
/// overflows, and what the others add to it is a log(1 + r), so that it keeps its digits where it is small.</summary>
internal sealed class LogSumExpOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogSumExpOperation<T> Instance { get; } = new();

    public override string Name => "log-sum-exp";

    internal override OperationDescription? Description => new(Name);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 3L * inputs[0].ElementCount;

    public override Shape OutputShape(OperandShapes inputs)
    {
        RequireElements(Name, new(inputs[0], [-1]));
        return inputs[0].With(-1, 1);
    }

    public override int ScratchLength(OperandShapes inputs, Shape output)
        => RowExponentials.RowsAtOnce(inputs[0][-1]) * inputs[0][-1];

    public override void Compute(ComputeContext<T> context)
    {
        int size = context.InputShape(0)[-1];
        int most = RowExponentials.RowsAtOnce(size);
        Span<int> greatest = stackalloc int[most];
        ReadOnlySpan<T> x = context.Input(0);
        for (Span<T> left = context.Output; left.Length > 0;)
        {
            Span<T> y = left[..Math.Min(most, left.Length)];
            Span<T> terms = context.Scratch[..(y.Length * size)];
            RowExponentials.Compute(x, size, greatest, terms, terms, y);
            for (int row = 0; row < y.Length; row++)
            {
                // All minus infinity, one infinite, or NaN: the greatest element is the result.
                T value = x[(row * size) + greatest[row]];
                y[row] = T.IsFinite(value) ? value + y[row] : value;
            }

            x = x[terms.Length..];
            left = left[y.Length..];
        }
    }

    /// <summary>Throws when there is nothing to sum.</summary>
    internal static void RequireElements(string name, ReducedAxes over)
        => over.RequireElements(name, "the sum of their exponentials has no logarithm");

    // The weights are the softmax; as exp(x - y) they would carry the rounding of y, which is that of the greatest element.
    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * context.Input(0).Softmax());

    public override void Jvp(JvpContext<T> context)
        => context.Add((context.Tangent(0) * context.Input(0).Softmax()).Sum([-1], keepAxes: true));
}

public readonly partial struct Variable<T>
{
    /// <summary>log of the sum of exp(x) over all elements, a single number, without overflow.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <remarks>See <see cref="LogSumExp(ReadOnlySpan{int}, bool)"/>.</remarks>
    public Variable<T> LogSumExp() => LogSumExp(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>log of the sum of exp(x) over some axes, without overflow.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements to sum, or an axis is named twice.</exception>
    /// <remarks>The derivative is softmax(x). An element of minus infinity counts for nothing as long as there is a finite one. Where
    /// several elements are infinite, or there are several and all are minus infinity, the result is that infinity and its derivative
    /// NaN. Axes that are not the last ones are brought there, which copies.</remarks>
    public Variable<T> LogSumExp(ReadOnlySpan<int> axes, bool keepAxes = false) => LogSumExp(new ReducedAxes(Shape, axes), keepAxes);

    private Variable<T> LogSumExp(ReducedAxes over, bool keepAxes)
    {
        LogSumExpOperation<T>.RequireElements(LogSumExpOperation<T>.Instance.Name, over);
        (Variable<T> values, int axis) = AsOneAxis(over);
        return Reduced(values.AlongLast(LogSumExpOperation<T>.Instance, axis), over, keepAxes);
    }
}
