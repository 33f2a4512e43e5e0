using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>dividend / x, element by element, with a constant dividend.</summary>
internal sealed class DivideIntoOperation<T>(T dividend) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => FormattableString.Invariant($"divide into({dividend})");

    internal override object? Constants => dividend;

    internal override OperationDescription? Description => new OperationDescription("divide into").WithNumber("dividend", dividend);

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(dividend), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => -(direction * (y / x));

    private readonly struct Function(T dividend) : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.Broadcast(dividend) / x;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>dividend / x, element by element.</summary>
    /// <param name="dividend">A constant.</param>
    /// <param name="x">The variable.</param>
    /// <remarks>The derivative is -y / x; at 0 value and derivative are infinite.</remarks>
    public static Variable<T> operator /(T dividend, Variable<T> x) => x.Tape.Apply(new DivideIntoOperation<T>(dividend), x);
}
