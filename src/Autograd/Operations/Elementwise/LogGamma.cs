using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The logarithm of the magnitude of the gamma function, element by element.</summary>
internal sealed class LogGammaOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogGammaOperation<T> Instance { get; } = new();

    public override string Name => "log gamma";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating(GammaFunctions.LogGamma(double.CreateTruncating(x[i])));
        }
    }

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Digamma();
}

public readonly partial struct Variable<T>
{
    /// <summary>log |Γ(x)|, element by element: for whole n from 1 the logarithm of (n - 1)!.</summary>
    /// <remarks>
    /// f' = ψ(x), <see cref="Digamma"/>, and f'' = ψ'(x). Infinite at 0 and the negative whole numbers and at both infinities. f' at 0 is
    /// infinite, with the sign opposite to that of the zero, and NaN at negative whole numbers, whose two sides differ; f'' is infinite at
    /// all of them. At minus infinity f' is NaN. Near its zeros 1 and 2 the value keeps its relative accuracy; near those below -2 the
    /// absolute one. Computed in double for every element type, one number at a time, some 30 multiplications each. Source: Abramowitz and
    /// Stegun, Handbook of Mathematical Functions, 6.1.17, 6.1.33 and 6.1.41.
    /// </remarks>
    public Variable<T> LogGamma() => Tape.Apply(LogGammaOperation<T>.Instance, this);
}
