using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>exp(-factor x^2), element by element, for a factor of 1 or 1/2: the derivative of the error functions and of the normal
/// distribution function up to a constant. 0 far out, and so are derivatives of every order.</summary>
internal sealed class GaussianOperation<T>(T factor) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static GaussianOperation<T> Whole { get; } = new(T.One);

    public static GaussianOperation<T> Half { get; } = new(T.CreateChecked(0.5));

    public override string Name => $"gaussian({factor})";

    internal override object? Constants => factor;

    internal override OperationDescription? Description => new OperationDescription("gaussian").WithNumber("factor", factor);

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(factor), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => T.CreateChecked(-2) * factor * (direction * x.TimesOrZero(y));

    private readonly struct Function(T factor) : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Bell(x, TSimd.Broadcast(factor));
    }
}
