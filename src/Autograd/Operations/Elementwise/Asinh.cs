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

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction / (T.One + (x * x)).Sqrt();
}

public readonly partial struct Variable<T>
{
    /// <summary>The inverse hyperbolic sine, element by element.</summary>
    /// <remarks>f' = 1 / sqrt(1 + x^2), which is 0 where x^2 is beyond the greatest number and at infinities.</remarks>
    public Variable<T> Asinh() => Tape.Apply(AsinhOperation<T>.Instance, this);
}
