using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>-x, element by element.</summary>
internal sealed class NegateOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NegateOperation<T> Instance { get; } = new();

    public override string Name => "negate";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Negate(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => -direction;
}

public readonly partial struct Variable<T>
{
    /// <summary>-x, element by element.</summary>
    /// <param name="x">The variable.</param>
    public static Variable<T> operator -(Variable<T> x) => x.Tape.Apply(NegateOperation<T>.Instance, x);
}
