using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>x times the logistic function of x.</summary>
internal sealed class SiluOperation<T> : SelfGatedOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SiluOperation<T> Instance { get; } = new();

    public override string Name => "silu";

    protected override Variable<T> GateSlope(Variable<T> x, Variable<T> gate) => gate * (T.One - gate);
}

public readonly partial struct Variable<T>
{
    /// <summary>x times the logistic function of x, element by element; also called swish.</summary>
    /// <remarks>f' = s + x s (1 - s) with s the logistic function of x; at infinity 1, at minus infinity value and derivatives are 0.
    /// Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.</remarks>
    public Variable<T> Silu() => Tape.Apply(SiluOperation<T>.Instance, this, Sigmoid());
}
