using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The derivative of order n + 1 of log |gamma(x)|, element by element; the derivative of each is the next.</summary>
/// <param name="order">n.</param>
internal sealed class PolygammaOperation<T>(int order) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => order == 0 ? "digamma" : $"polygamma({order})";

    internal override object? Constants => order;

    internal override OperationDescription? Description => new OperationDescription("polygamma").With("order", order);

    protected override void Map(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating(GammaFunctions.Polygamma(order, double.CreateTruncating(x[i])));
        }
    }

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * x.Polygamma(order + 1);
}

public readonly partial struct Variable<T>
{
    /// <summary>ψ(x) = Γ'(x) / Γ(x), element by element: the derivative of <see cref="LogGamma"/>.</summary>
    /// <remarks>f' = ψ'(x), <see cref="Polygamma"/> of order 1, and f'' that of order 2. At 0 the value is infinite, with the sign opposite
    /// to that of the zero; at negative whole numbers and at minus infinity it is NaN. f' is infinite at 0 and all negative whole
    /// numbers.</remarks>
    public Variable<T> Digamma() => Polygamma(0);

    /// <summary>The derivative of some order of ψ(x) = Γ'(x) / Γ(x), element by element: ψ(x) itself for order 0, and from order 1
    /// (-1)^(n + 1) n! Σ (x + k)^-(n + 1) over k from 0.</summary>
    /// <param name="order">n: 0 or more. For large ones n! and the power leave the range of double.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
    /// <remarks>
    /// f' is the polygamma function of order n + 1 and f'' that of n + 2. At 0 and the negative whole numbers it is infinite for odd n. For
    /// even n its two sides differ: it is infinite at 0, with the sign opposite to that of the zero, and NaN at the others. At infinity it
    /// is 0 (ψ itself infinite), at minus infinity NaN. Where ψ is 0 (1.4616 and between the poles) it keeps the absolute accuracy.
    /// Computed in double for every element type, one number at a time, in some 15 + n terms. Source: Abramowitz and Stegun, Handbook of
    /// Mathematical Functions, 6.3.18, 6.4.7 and 6.4.11.
    /// </remarks>
    public Variable<T> Polygamma(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return Tape.Apply(new PolygammaOperation<T>(order), this);
    }
}
