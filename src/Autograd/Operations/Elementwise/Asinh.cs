using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse hyperbolic sine, element by element.</summary>
internal sealed class AsinhOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AsinhOperation<T> Instance { get; } = new();

    public override string Name => "asinh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Asinh(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * x.UnitHypotSlope();
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse hyperbolic sine, element by element.</summary>
    /// <remarks>f' = 1 / sqrt(1 + x^2), 1 / |x| far out; at infinities it is 0 with all further derivatives.</remarks>
    public Variable<T> Asinh() => Tape.Apply(AsinhOperation<T>.Instance, this);
}
