using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x where x > 0 and slope * x elsewhere. f'(0) = slope, which makes ReLU'(0) = 0; f'' = 0 everywhere.</summary>
internal sealed class ReluOperation<T>(T slope) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ReluOperation<T> Plain { get; } = new(T.Zero);

    public override string Name => slope == T.Zero ? "relu" : FormattableString.Invariant($"leaky relu({slope})");

    internal override object? Constants => slope;

    internal override OperationDescription? Description => new OperationDescription("relu").WithNumber("slope", slope);

    internal override AnewCost Anew => AnewCost.Cheap;

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(slope), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction.Tape.Apply(slope == T.Zero ? ReluGateOperation<T>.Plain : new ReluGateOperation<T>(slope), direction, x);

    private readonly struct Function(T slope) : IUnaryFunction<T>
    {
        // With slope 0 the product would turn minus infinity into NaN, so 0 is selected; NaN is above nothing and stays.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(TSimd.Zero, x, slope == T.Zero ? TSimd.Zero : TSimd.Broadcast(slope) * x, x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>max(x, 0), element by element; NaN stays NaN.</summary>
    /// <remarks>f' is 1 above 0 and 0 elsewhere, ReLU'(0) = 0; f'' = 0 everywhere.</remarks>
    public Variable<T> Relu() => Tape.Apply(ReluOperation<T>.Plain, this);

    /// <summary>x above 0 and slope * x elsewhere.</summary>
    /// <param name="slope">The slope below 0, a constant.</param>
    /// <remarks>f' is 1 above 0 and slope elsewhere, at 0 too; f'' = 0 everywhere.</remarks>
    public Variable<T> LeakyRelu(T slope) => Tape.Apply(new ReluOperation<T>(slope), this);
}
