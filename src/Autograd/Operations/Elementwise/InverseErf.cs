using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The inverse of the error function, element by element.</summary>
internal sealed class InverseErfOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static InverseErfOperation<T> Instance { get; } = new();

    public override string Name => "inverse erf";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * (T.Sqrt(T.Pi) / T.CreateChecked(2) * y.Square().Exp());

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd one = Constant<TSimd>(1);
            TSimd absolute = TSimd.Magnitude(x);

            // From a starting value with an error of 4e-7 (1e-3 where 1 - x is below 1e-7), two steps of Halley's method, each of which
            // leaves about the cube of the error that it finds.
            TSimd y = Start(absolute);
            y = Improved(absolute, y);
            y = Improved(absolute, y);
            y = TSimd.SelectEqual(absolute, TSimd.Zero, absolute, y);
            return TSimd.CopySign(TSimd.SelectEqual(absolute, one, TSimd.Broadcast(T.PositiveInfinity), y), x);
        }

        // Methods of their own: all in one would go beyond what the compiler inlines, and leave operators as calls.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Improved<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd newton = Residual(x, y) * Constant<TSimd>(0.886226925452758) * SimdMath<T, TSimd>.Exp(y * y);
            return y - (newton / TSimd.MultiplyAdd(y, newton, Constant<TSimd>(1)));
        }

        // Above 1/2 both 1 - x and erfc(y) are exact where 1 - erf(y) would have no digits left.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Residual<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(x, Constant<TSimd>(0.5), (Constant<TSimd>(1) - x) - UpperError(y), Error(y) - x);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd UpperError<TSimd>(TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Erfc(y);

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Error<TSimd>(TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Erf(y);

        // M. Giles, Approximating the erfinv function, GPU Computing Gems, 2011, table 5.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Start<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd one = Constant<TSimd>(1);
            TSimd w = TSimd.Zero - SimdMath<T, TSimd>.Log((one - x) * (one + x));
            TSimd within = x * TSimd.SelectGreater(w, Constant<TSimd>(5), Tail(w), Middle(w));
            return TSimd.SelectGreater(w, Constant<TSimd>(16), Last(w), within);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Middle<TSimd>(TSimd w)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd near = w - Constant<TSimd>(2.5);
            TSimd middle = Constant<TSimd>(2.81022636e-08);
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(3.43273939e-07));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(-3.5233877e-06));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(-4.39150654e-06));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(0.00021858087));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(-0.00125372503));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(-0.00417768164));
            middle = TSimd.MultiplyAdd(middle, near, Constant<TSimd>(0.246640727));
            return TSimd.MultiplyAdd(middle, near, Constant<TSimd>(1.50140941));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Tail<TSimd>(TSimd w)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd far = TSimd.Sqrt(w) - Constant<TSimd>(3);
            TSimd tail = Constant<TSimd>(-0.000200214257);
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(0.000100950558));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(0.00134934322));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(-0.00367342844));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(0.00573950773));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(-0.0076224613));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(0.00943887047));
            tail = TSimd.MultiplyAdd(tail, far, Constant<TSimd>(1.00167406));
            return TSimd.MultiplyAdd(tail, far, Constant<TSimd>(2.83297682));
        }

        // Those are fitted for float. Beyond, erfc(y) is nearly exp(-y^2) / (y sqrt(pi)), with y^2 nearly -log(1 - x) = w + log 2.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static TSimd Last<TSimd>(TSimd w)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd logarithm = w + Constant<TSimd>(0.693147180559945);
            return TSimd.Sqrt(logarithm - (Constant<TSimd>(0.5) * SimdMath<T, TSimd>.Log(Constant<TSimd>(Math.PI) * logarithm)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Constant<TSimd>(double value)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.Broadcast(T.CreateTruncating(value));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The y with erf(y) = x, element by element, for x from -1 to 1.</summary>
    /// <remarks>f' = √π / 2 exp(y²) and f'' = 2 y f'². At 1 and -1 the value is infinite, and so are its derivatives; f' is positive
    /// there and f'' has the sign of x. NaN beyond. Exactly odd. Normal quantiles are √2 times this at 2 p - 1.</remarks>
    public Variable<T> InverseErf() => Tape.Apply(InverseErfOperation<T>.Instance, this);
}
