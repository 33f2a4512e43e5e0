using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>exp(x), element by element.</summary>
internal sealed class ExpOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ExpOperation<T> Instance { get; } = new();

    public override string Name => "exp";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Exponential<T>), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * y;
}

public readonly partial struct Variable<T>
{
    /// <summary>exp(x), element by element.</summary>
    /// <remarks>f' = exp(x).</remarks>
    public Variable<T> Exp() => Tape.Apply(ExpOperation<T>.Instance, this);
}
