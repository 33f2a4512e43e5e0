using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>sin(x), element by element; x in radians.</summary>
internal sealed class SinOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SinOperation<T> Instance { get; } = new();

    public override string Name => "sin";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => AngleFunctions.Map<T, Function>(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Cos();

    private readonly struct Function : IAngleFunction<T>
    {
        public static T Far(T x) => T.Sin(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdTrigonometry<T, TSimd>.Sin(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>sin(x), element by element; x in radians.</summary>
    /// <remarks>f' = cos(x).</remarks>
    public Variable<T> Sin() => Tape.Apply(SinOperation<T>.Instance, this);
}
