using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>direction where x > 0 and slope * direction elsewhere: the derivative of ReLU applied to a direction. Linear in the direction and
/// constant in x.</summary>
internal sealed class ReluGateOperation<T>(T slope) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ReluGateOperation<T> Plain { get; } = new(T.Zero);

    public override string Name => slope == T.Zero ? "relu gate" : $"leaky relu gate({slope})";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"{Name} takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override void Compute(ComputeContext<T> context)
    {
        // The general slope is applied afterwards by the same gate, so that the plain gate stays a single selection.
        ReadOnlySpan<T> direction = context.Input(0);
        ReadOnlySpan<T> x = context.Input(1);
        Span<T> output = context.Output;
        if (slope == T.Zero)
        {
            Strided.Zip<T, Gate>(direction, context.InputShape(0), x, context.InputShape(1), output, context.OutputShape);
            return;
        }

        for (int i = 0; i < output.Length; i++)
        {
            output[i] = x[i] > T.Zero ? direction[i] : slope * direction[i];
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, context.Cotangent.Tape.Apply(this, context.Cotangent, context.Input(1)));
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            Variable<T> tangent = context.Tangent(0);
            context.Add(tangent.Tape.Apply(this, tangent, context.Input(1)));
        }
    }

    private readonly struct Gate : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(y, TSimd.Zero, x, TSimd.Zero);
    }
}
