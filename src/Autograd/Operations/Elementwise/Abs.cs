using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The absolute value, element by element.</summary>
internal sealed class AbsOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static AbsOperation<T> Instance { get; } = new();

    public override string Name => "abs";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Abs(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Sign();
}

public readonly partial struct Variable<T>
{
    /// <summary>The absolute value, element by element.</summary>
    /// <remarks>f' = sign(x), with |x|'(0) = 0; f'' = 0 everywhere.</remarks>
    public Variable<T> Abs() => Tape.Apply(AbsOperation<T>.Instance, this);
}
