using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse sine, element by element, from -pi/2 to pi/2.</summary>
internal sealed class AsinOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AsinOperation<T> Instance { get; } = new();

    public override string Name => "asin";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Asin(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction / x.OneMinusSquare().Sqrt();
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse sine, element by element, from -pi/2 to pi/2.</summary>
    /// <remarks>f' = 1 / sqrt((1 - x)(1 + x)), infinite at -1 and 1; value and derivatives are NaN beyond.</remarks>
    public Variable<T> Asin() => Tape.Apply(AsinOperation<T>.Instance, this);
}
