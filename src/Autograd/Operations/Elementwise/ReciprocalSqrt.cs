using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>1 / sqrt(x), element by element.</summary>
internal sealed class ReciprocalSqrtOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ReciprocalSqrtOperation<T> Instance { get; } = new();

    public override string Name => "reciprocal sqrt";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.ReciprocalSqrt(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => T.CreateChecked(-0.5) * (direction * (y / x));
}

public readonly partial struct Variable<T>
{
    /// <summary>1 / sqrt(x), element by element.</summary>
    /// <remarks>f' = -y / (2 x). At 0 the value is infinite and f' minus infinity; below 0 both are NaN; at infinity both are 0.</remarks>
    public Variable<T> ReciprocalSqrt() => Tape.Apply(ReciprocalSqrtOperation<T>.Instance, this);
}
