using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse cosine, element by element, from 0 to pi.</summary>
internal sealed class AcosOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AcosOperation<T> Instance { get; } = new();

    public override string Name => "acos";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Acos(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => -(direction / x.OneMinusSquare().Sqrt());
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse cosine, element by element, from 0 to pi.</summary>
    /// <remarks>f' = -1 / sqrt((1 - x)(1 + x)), minus infinity at -1 and 1; value and derivatives are NaN beyond.</remarks>
    public Variable<T> Acos() => Tape.Apply(AcosOperation<T>.Instance, this);
}
