using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The square root, element by element.</summary>
internal sealed class SqrtOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SqrtOperation<T> Instance { get; } = new();

    public override string Name => "sqrt";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Sqrt(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction / (T.CreateChecked(2) * y);
}

public readonly partial struct Variable<T>
{
    /// <summary>The square root, element by element.</summary>
    /// <remarks>f' = 1 / (2 sqrt(x)), infinite at 0. Where 0 occurs and its derivative must stay finite, use
    /// <see cref="SqrtOrZero"/>.</remarks>
    public Variable<T> Sqrt() => Tape.Apply(SqrtOperation<T>.Instance, this);
}
