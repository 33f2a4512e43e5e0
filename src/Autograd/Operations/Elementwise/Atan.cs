using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse tangent, element by element, from -pi/2 to pi/2.</summary>
internal sealed class AtanOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AtanOperation<T> Instance { get; } = new();

    public override string Name => "atan";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Atan(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
    {
        Variable<T> root = x.UnitHypotSlope();
        return direction * (root * root);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse tangent, element by element, from -pi/2 to pi/2.</summary>
    /// <remarks>f' = 1 / (1 + x^2); at infinities it is 0 with all further derivatives.</remarks>
    public Variable<T> Atan() => Tape.Apply(AtanOperation<T>.Instance, this);
}
