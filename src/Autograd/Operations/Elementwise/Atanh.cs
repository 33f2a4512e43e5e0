using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse hyperbolic tangent, element by element, for x from -1 to 1.</summary>
internal sealed class AtanhOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AtanhOperation<T> Instance { get; } = new();

    public override string Name => "atanh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Atanh(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction / x.OneMinusSquare();
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse hyperbolic tangent, element by element, for x from -1 to 1.</summary>
    /// <remarks>f' = 1 / ((1 - x)(1 + x)). At -1 and 1 value and derivative are infinite; beyond, the value is NaN.</remarks>
    public Variable<T> Atanh() => Tape.Apply(AtanhOperation<T>.Instance, this);
}
