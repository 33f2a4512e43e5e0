using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>-1, 0 or 1 by the sign of x; NaN at NaN. Its derivative is zero, at 0 too.</summary>
internal sealed class SignOperation<T> : ConstantElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SignOperation<T> Instance { get; } = new();

    public override string Name => "sign";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context) => Elementwise.Map(default(Function), context.Input(0), context.Output);

    public override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => Elementwise.Map(default(Function), new ReadOnlySpan<T>(first, length), new Span<T>(output, length));

    private readonly struct Function : IUnaryFunction<T>
    {
        // x itself where it is neither above nor below 0 keeps NaN and zero as they are.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(
                x, TSimd.Zero, TSimd.Broadcast(T.One), TSimd.SelectGreater(TSimd.Zero, x, TSimd.Broadcast(T.NegativeOne), x));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>-1, 0 or 1 by the sign, element by element; NaN at NaN. A constant as far as derivatives go.</summary>
    public Variable<T> Sign() => Tape.Apply(SignOperation<T>.Instance, this);
}
