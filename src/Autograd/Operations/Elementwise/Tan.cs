using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>tan(x), element by element; x in radians.</summary>
internal sealed class TanOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TanOperation<T> Instance { get; } = new();

    public override string Name => "tan";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Tan(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * (T.One + (y * y));
}

public readonly partial struct Variable<T>
{
    /// <summary>tan(x), element by element; x in radians.</summary>
    /// <remarks>f' = 1 + tan(x)^2; f'' = 2 tan(x) f'. The poles fall between two numbers, so value and derivatives are large there but finite.</remarks>
    public Variable<T> Tan() => Tape.Apply(TanOperation<T>.Instance, this);
}
