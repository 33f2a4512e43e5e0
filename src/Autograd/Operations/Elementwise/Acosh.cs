using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The inverse hyperbolic cosine, element by element, for x from 1.</summary>
internal sealed class AcoshOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AcoshOperation<T> Instance { get; } = new();

    public override string Name => "acosh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Acosh(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction / ((x - T.One) * (x + T.One)).Sqrt();
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse hyperbolic cosine, element by element, for x from 1.</summary>
    /// <remarks>f' = 1 / sqrt((x - 1)(x + 1)), infinite at 1; below 1 the value is NaN.</remarks>
    public Variable<T> Acosh() => Tape.Apply(AcoshOperation<T>.Instance, this);
}
