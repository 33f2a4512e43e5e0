using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The cube root, element by element, of negative numbers too.</summary>
internal sealed class CbrtOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static CbrtOperation<T> Instance { get; } = new();

    public override string Name => "cbrt";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Cbrt(x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
    {
        Variable<T> reciprocal = T.One / y;
        return direction * (T.One / T.CreateChecked(3) * (reciprocal * reciprocal));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The cube root, element by element, of negative numbers too.</summary>
    /// <remarks>f' = 1 / (3 cbrt(x)^2), infinite at 0; at infinities it is 0 with all further derivatives.</remarks>
    public Variable<T> Cbrt() => Tape.Apply(CbrtOperation<T>.Instance, this);
}
