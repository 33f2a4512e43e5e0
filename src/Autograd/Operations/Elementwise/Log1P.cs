using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log(1 + x), element by element, without the loss of digits near 0.</summary>
internal sealed class Log1POperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Log1POperation<T> Instance { get; } = new();

    public override string Name => "log1p";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(LogarithmOfOnePlus<T>), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction / (T.One + x);
}

public readonly partial struct Variable<T>
{
    /// <summary>log(1 + x), element by element, without the loss of digits near 0.</summary>
    /// <remarks>f' = 1 / (1 + x). At -1 the value is minus infinity and f' infinite; below -1 the value is NaN.</remarks>
    public Variable<T> Log1P() => Tape.Apply(Log1POperation<T>.Instance, this);
}
