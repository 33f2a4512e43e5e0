using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The hyperbolic tangent, element by element.</summary>
internal sealed class TanhOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TanhOperation<T> Instance { get; } = new();

    public override string Name => "tanh";

    protected override unsafe void Map(ReadOnlySpan<T> x, Span<T> y)
    {
        // The vectorized function goes through exp(2|x|) - 1 and so has the error of 1 however small x is (-6e-8 at 0 in float); near 0
        // the series takes its place. In pieces that stay in the first-level cache, copied first because y may be x.
        const int Piece = 256;
        T* piece = stackalloc T[Piece];
        fixed (T* result = y)
        {
            for (int start = 0; start < x.Length; start += Piece)
            {
                int length = Math.Min(Piece, x.Length - start);
                Span<T> copy = new(piece, length);
                x.Slice(start, length).CopyTo(copy);
                TensorPrimitives.Tanh<T>(copy, y.Slice(start, length));
                Elementwise.Zip<T, SeriesNearZero>(piece, 1, result + start, 1, result + start, length);
            }
        }
    }

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * (T.One - (y * y));

    // The Taylor series up to x^15: at |x| = 0.1 the next term is 2e-18 of x.
    private readonly struct SeriesNearZero : IBinaryFunction<T>
    {
        private static readonly T Limit = T.CreateChecked(0.01);
        private static readonly T C3 = T.CreateChecked(-1.0 / 3);
        private static readonly T C5 = T.CreateChecked(2.0 / 15);
        private static readonly T C7 = T.CreateChecked(-17.0 / 315);
        private static readonly T C9 = T.CreateChecked(62.0 / 2835);
        private static readonly T C11 = T.CreateChecked(-1382.0 / 155925);
        private static readonly T C13 = T.CreateChecked(21844.0 / 6081075);
        private static readonly T C15 = T.CreateChecked(-929569.0 / 638512875);

        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd square = x * x;
            TSimd sum = TSimd.MultiplyAdd(square, TSimd.Broadcast(C15), TSimd.Broadcast(C13));
            sum = TSimd.MultiplyAdd(square, sum, TSimd.Broadcast(C11));
            sum = TSimd.MultiplyAdd(square, sum, TSimd.Broadcast(C9));
            sum = TSimd.MultiplyAdd(square, sum, TSimd.Broadcast(C7));
            sum = TSimd.MultiplyAdd(square, sum, TSimd.Broadcast(C5));
            sum = TSimd.MultiplyAdd(square, sum, TSimd.Broadcast(C3));
            return TSimd.SelectGreater(TSimd.Broadcast(Limit), square, TSimd.MultiplyAdd(square * x, sum, x), y);
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic tangent, element by element.</summary>
    /// <remarks>f' = 1 - tanh(x)^2, which is exactly 0, never NaN, at saturation and at infinities.</remarks>
    public Variable<T> Tanh() => Tape.Apply(TanhOperation<T>.Instance, this);
}
