using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>direction (1 - y^2): the derivative of y = tanh(x) applied to a direction, in one pass over memory where a product, a
/// difference and another product would take three. Every derivative of a net with tanh consists of these.</summary>
internal sealed class TanhGateOperation<T> : BinaryOperation<T, TanhGateOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TanhGateOperation<T> Instance { get; } = new();

    public override string Name => "tanh gate";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction.Tape.Apply(this, direction, y) : direction * x * y * T.CreateChecked(-2);

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => x * (TSimd.Broadcast(T.One) - (y * y));
    }
}
