using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>factor * x, element by element, with a constant factor.</summary>
internal sealed class ScaleOperation<T>(T factor) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => FormattableString.Invariant($"scale({factor})");

    internal override object? Constants => factor;

    internal override OperationDescription? Description => new OperationDescription("scale").WithNumber("factor", factor);

    internal override AnewCost Anew => AnewCost.Cheap;

    internal override T? ConstantFactor => factor;

    /// <summary>A variable as factor * x, with an x that was not itself recorded as a multiple of another.</summary>
    public static (T Factor, Variable<T> X) Split(Variable<T> x)
    {
        Tape<T> tape = x.Tape;
        T product = T.One;
        while (tape.OperationOf(x.Index).ConstantFactor is { } multiple
            && tape.InputsOf(x.Index)[0] is int input && !tape.IsReleased(input))
        {
            product *= multiple;
            x = tape.At(input);
        }

        return (product, x);
    }

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(factor), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => factor * direction;

    private readonly struct Function(T factor) : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.Broadcast(factor) * x;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>factor * x, element by element.</summary>
    /// <param name="factor">A constant.</param>
    /// <param name="x">The variable.</param>
    public static Variable<T> operator *(T factor, Variable<T> x) => x.Tape.Apply(new ScaleOperation<T>(factor), x);

    /// <summary>x * factor, element by element.</summary>
    /// <param name="x">The variable.</param>
    /// <param name="factor">A constant.</param>
    public static Variable<T> operator *(Variable<T> x, T factor) => factor * x;

    /// <summary>x / divisor, element by element, as a product with the reciprocal.</summary>
    /// <param name="x">The variable.</param>
    /// <param name="divisor">A constant.</param>
    public static Variable<T> operator /(Variable<T> x, T divisor) => (T.One / divisor) * x;
}
