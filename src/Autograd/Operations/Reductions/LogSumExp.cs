using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log of the sum of exp(x) along the last axis, which stays with size 1; the greatest element is taken out first, so nothing
/// overflows.</summary>
internal sealed class LogSumExpOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogSumExpOperation<T> Instance { get; } = new();

    public override string Name => "log-sum-exp";

    public override Shape OutputShape(OperandShapes inputs)
    {
        RequireElements(inputs[0], -1);
        return inputs[0].With(-1, 1);
    }

    public override int ScratchLength(OperandShapes inputs, Shape output) => inputs[0][-1];

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> x = context.Input(0);
        Span<T> y = context.Output;
        Span<T> shifted = context.Scratch;
        int size = context.InputShape(0)[-1];
        for (int row = 0; row < y.Length; row++)
        {
            ReadOnlySpan<T> values = x.Slice(row * size, size);
            T greatest = TensorPrimitives.Max(values);
            if (!T.IsFinite(greatest))
            {
                // All minus infinity, one plus infinity, or NaN: the greatest element is the result.
                y[row] = greatest;
                continue;
            }

            TensorPrimitives.Subtract(values, greatest, shifted);
            Elementwise.Map(default(ExpOperation<T>.Function), shifted, shifted);
            y[row] = greatest + T.Log(TensorPrimitives.Sum<T>(shifted));
        }
    }

    /// <summary>Throws when there is nothing to sum along the axis.</summary>
    internal static void RequireElements(Shape shape, int axis)
    {
        if (shape[axis] == 0)
        {
            throw new ArgumentException($"log-sum-exp: axis {axis} of {shape} has no elements, so the sum of their exponentials has no logarithm.");
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * Weights(context.Input(0), context.Output));

    public override void Jvp(JvpContext<T> context)
        => context.Add((context.Tangent(0) * Weights(context.Input(0), context.Output)).Sum([-1], keepAxes: true));

    // softmax(x) = exp(x - logsumexp(x)): at most 1, and its own derivative follows from the two operations.
    private static Variable<T> Weights(Variable<T> x, Variable<T> y) => (x - y).Exp();
}

public readonly partial struct Variable<T>
{
    /// <summary>log of the sum of exp(x) along an axis, without overflow.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    /// <remarks>The derivative is softmax(x). An element of minus infinity counts for nothing as long as there is a finite one.</remarks>
    public Variable<T> LogSumExp(int axis = -1, bool keepAxis = false)
    {
        int resolved = Shape.ResolveAxis(axis);
        LogSumExpOperation<T>.RequireElements(Shape, resolved);
        int last = Shape.Rank - 1;
        Variable<T> result = resolved == last
            ? Tape.Apply(LogSumExpOperation<T>.Instance, this)
            : Tape.Apply(LogSumExpOperation<T>.Instance, SwapAxes(resolved, last)).SwapAxes(resolved, last);
        return keepAxis ? result : result.DropAxes([resolved]);
    }

    /// <summary>log of softmax: x - logsumexp(x), along an axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    public Variable<T> LogSoftmax(int axis = -1) => this - LogSumExp(axis, keepAxis: true);

    /// <summary>exp(x) over its sum along an axis: non-negative, summing to 1, without overflow.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <remarks>The derivative is diag(p) - p p'.</remarks>
    public Variable<T> Softmax(int axis = -1) => LogSoftmax(axis).Exp();
}
