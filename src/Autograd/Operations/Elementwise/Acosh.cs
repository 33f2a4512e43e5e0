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

    // Two roots, because the product under one would be beyond the greatest number long before its root is.
    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * ((x - T.One).ReciprocalSqrt() * (x + T.One).ReciprocalSqrt());
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse hyperbolic cosine, element by element, for x from 1.</summary>
    /// <remarks>f' = 1 / sqrt((x - 1)(x + 1)), infinite at 1, 1 / x far out; at infinity it is 0 with all further derivatives. Below 1
    /// value and derivatives are NaN.</remarks>
    public Variable<T> Acosh() => Tape.Apply(AcoshOperation<T>.Instance, this);
}
