using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>direction where x > 0 and slope * direction elsewhere: the derivative of ReLU applied to a direction. Linear in the direction
/// and constant in x.</summary>
internal sealed class ReluGateOperation<T>(T slope) : ElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ReluGateOperation<T> Plain { get; } = new(T.Zero);

    public override string Name => slope == T.Zero ? "relu gate" : FormattableString.Invariant($"leaky relu gate({slope})");

    internal override object? Constants => slope;

    internal override OperationDescription? Description => new OperationDescription("relu gate").WithNumber("slope", slope);

    internal override AnewCost Anew => AnewCost.Cheap;

    // relu(x) is above 0 just where x is, and the next layer keeps it anyway, so that x need not be kept for the gate.
    internal override Operation<T>? StandIn(int input) => input == 1 ? ReluOperation<T>.Plain : null;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"{Name} takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override unsafe void Compute(ComputeContext<T> context)
    {
        fixed (T* direction = context.Input(0))
        fixed (T* x = context.Input(1))
        fixed (T* output = context.Output)
        {
            ComputeRun(direction, 1, x, 1, output, context.Output.Length);
        }
    }

    public override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
    {
        if (slope == T.Zero)
        {
            Elementwise.Zip<T, Gate>(first, firstStep, second, secondStep, output, length);
            return;
        }

        for (int i = 0; i < length; i++)
        {
            T direction = first[i * firstStep];
            output[i] = second[i * secondStep] > T.Zero ? direction : slope * direction;
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
