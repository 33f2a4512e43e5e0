using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>cos(x), element by element; x in radians.</summary>
internal sealed class CosOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static CosOperation<T> Instance { get; } = new();

    public override string Name => "cos";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => AngleFunctions.Map<T, Function>(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => -(direction * x.Sin());

    private readonly struct Function : IAngleFunction<T>
    {
        public static T Far(T x) => T.Cos(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdTrigonometry<T, TSimd>.Cos(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>cos(x), element by element; x in radians.</summary>
    /// <remarks>f' = -sin(x).</remarks>
    public Variable<T> Cos() => Tape.Apply(CosOperation<T>.Instance, this);
}
