using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log(1 + exp(x)), element by element, without overflow.</summary>
internal sealed class SoftplusOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SoftplusOperation<T> Instance { get; } = new();

    public override string Name => "softplus";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y)
    {
        // max(x, 0) + log(1 + exp(-|x|)): the exponential never overflows, and log1p keeps its tail.
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = T.MaxNative(x[i], T.Zero) + ScalarFunctions.Log1P(T.Exp(-T.Abs(x[i])));
        }
    }

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Sigmoid();
}

public readonly partial struct Variable<T>
{
    /// <summary>log(1 + exp(x)), element by element, without overflow.</summary>
    /// <remarks>f' = the logistic function of x.</remarks>
    public Variable<T> Softplus() => Tape.Apply(SoftplusOperation<T>.Instance, this);
}
