using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>x times the standard normal distribution function of x.</summary>
internal sealed class GeluOperation<T> : SelfGatedOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static GeluOperation<T> Instance { get; } = new();

    public override string Name => "gelu";

    protected override Variable<T> GateSlope(Variable<T> x, Variable<T> gate) => x.NormalDensity();
}

public readonly partial struct Variable<T>
{
    /// <summary>x times the standard normal distribution function of x, element by element: the exact GELU.</summary>
    /// <remarks>f' = P(x) + x p(x), with P the distribution function and p its density; at infinity 1, at minus infinity value and
    /// derivatives are 0. Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.</remarks>
    public Variable<T> Gelu() => Tape.Apply(GeluOperation<T>.Instance, this, NormalCdf());
}
