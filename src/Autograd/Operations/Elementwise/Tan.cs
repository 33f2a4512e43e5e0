using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>tan(x), element by element; x in radians.</summary>
internal sealed class TanOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TanOperation<T> Instance { get; } = new();

    public override string Name => "tan";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => AngleFunctions.Map<T, Function>(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * (T.One + (y * y));

    private readonly struct Function : IAngleFunction<T>
    {
        public static T Far(T x) => T.Tan(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdTrigonometry<T, TSimd>.Tan(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>tan(x), element by element; x in radians.</summary>
    /// <remarks>f' = 1 + tan(x)^2; f'' = 2 tan(x) f'. The poles fall between two numbers, so value and derivatives are large there but
    /// finite.</remarks>
    public Variable<T> Tan() => Tape.Apply(TanOperation<T>.Instance, this);
}
