using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The natural logarithm, element by element.</summary>
internal sealed class LogOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogOperation<T> Instance { get; } = new();

    public override string Name => "log";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction / x;

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Log(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The natural logarithm, element by element.</summary>
    /// <remarks>f' = 1 / x. At 0 the value is minus infinity and f' infinite; below 0 the value is NaN, and f' is 1 / x still.</remarks>
    public Variable<T> Log() => Tape.Apply(LogOperation<T>.Instance, this);
}
