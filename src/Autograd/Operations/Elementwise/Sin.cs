using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>sin(x), element by element; x in radians.</summary>
internal sealed class SinOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SinOperation<T> Instance { get; } = new();

    public override string Name => "sin";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Sin(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Cos();
}

public readonly partial struct Variable<T>
{
    /// <summary>sin(x), element by element; x in radians.</summary>
    /// <remarks>f' = cos(x).</remarks>
    public Variable<T> Sin() => Tape.Apply(SinOperation<T>.Instance, this);
}
