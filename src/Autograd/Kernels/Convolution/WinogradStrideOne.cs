using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The matrices of F(4, 3) and F(3, 3), as <see cref="Winograd"/> takes them. The points are 0, a, -a, b, -b, for four results
/// only, and infinity.</summary>
internal static class WinogradStrideOne
{
    /// <summary>B' of four results: in row p the coefficients of the product of x - q over the other points q.</summary>
    internal readonly unsafe struct Input4 : IWinogradMap
    {
        public static int Takes => 0b000111111;

        public static int Gives => 0b000111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.A]);
            TSimd minusA = TSimd.Broadcast(constants[WinogradConstants.MinusA]);
            TSimd minusA2 = TSimd.Broadcast(constants[WinogradConstants.MinusA2]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.B]);
            TSimd minusB = TSimd.Broadcast(constants[WinogradConstants.MinusB]);
            TSimd minusB2 = TSimd.Broadcast(constants[WinogradConstants.MinusB2]);
            TSimd product = TSimd.Broadcast(constants[WinogradConstants.Product]);
            TSimd minusSum = TSimd.Broadcast(constants[WinogradConstants.MinusSum]);
            TSimd evenA = TSimd.MultiplyAdd(minusB2, x2, x4);
            TSimd oddA = TSimd.MultiplyAdd(minusB2, x1, x3);
            TSimd evenB = TSimd.MultiplyAdd(minusA2, x2, x4);
            TSimd oddB = TSimd.MultiplyAdd(minusA2, x1, x3);
            y0 = TSimd.MultiplyAdd(product, x0, TSimd.MultiplyAdd(minusSum, x2, x4));
            y1 = TSimd.MultiplyAdd(a, oddA, evenA);
            y2 = TSimd.MultiplyAdd(minusA, oddA, evenA);
            y3 = TSimd.MultiplyAdd(b, oddB, evenB);
            y4 = TSimd.MultiplyAdd(minusB, oddB, evenB);
            y5 = TSimd.MultiplyAdd(product, x1, TSimd.MultiplyAdd(minusSum, x3, x5));
            y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>B' of three results, its rows times what is left of the factors that G has for four. The points are those of F(4,
    /// 2).</summary>
    internal readonly unsafe struct Input3 : IWinogradMap
    {
        public static int Takes => 0b000011111;

        public static int Gives => 0b000101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            WinogradStrideTwo.PairInput4(constants, x0, x1, x2, x3, x4, out y0, out y1, out y2, out y5, out y3);
            y0 *= TSimd.Broadcast(constants[WinogradConstants.B]);
            y1 *= TSimd.Broadcast(constants[WinogradConstants.APlusB]);
            y2 *= TSimd.Broadcast(constants[WinogradConstants.BMinusA]);
            y3 *= TSimd.Broadcast(constants[WinogradConstants.TwiceB]);
            y4 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A' of four results: y_i is the sum of p^i m_p over the points p, and of what is at infinity in the last.</summary>
    internal readonly unsafe struct Output4 : IWinogradMap
    {
        public static int Takes => 0b000111111;

        public static int Gives => 0b000001111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.A]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.A2]);
            TSimd a3 = TSimd.Broadcast(constants[WinogradConstants.A3]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.B]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.B2]);
            TSimd b3 = TSimd.Broadcast(constants[WinogradConstants.B3]);
            TSimd sumA = x1 + x2;
            TSimd differenceA = x1 - x2;
            TSimd sumB = x3 + x4;
            TSimd differenceB = x3 - x4;
            y0 = x0 + sumA + sumB;
            y1 = TSimd.MultiplyAdd(a, differenceA, b * differenceB);
            y2 = TSimd.MultiplyAdd(a2, sumA, b2 * sumB);
            y3 = TSimd.MultiplyAdd(a3, differenceA, TSimd.MultiplyAdd(b3, differenceB, x5));
            y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A' of three results.</summary>
    internal readonly unsafe struct Output3 : IWinogradMap
    {
        public static int Takes => 0b000101111;

        public static int Gives => 0b000000111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.A]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.A2]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.B]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.B2]);
            TSimd sum = x1 + x2;
            y0 = x0 + sum + x3;
            y1 = TSimd.MultiplyAdd(a, x1 - x2, b * x3);
            y2 = TSimd.MultiplyAdd(a2, sum, TSimd.MultiplyAdd(b2, x3, x5));
            y3 = y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A of four results, the transpose of <see cref="Output4"/>: the values at the points of a polynomial of degree 3.</summary>
    internal readonly unsafe struct Spread4 : IWinogradMap
    {
        public static int Takes => 0b000001111;

        public static int Gives => 0b000111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.A]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.A2]);
            TSimd a3 = TSimd.Broadcast(constants[WinogradConstants.A3]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.B]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.B2]);
            TSimd b3 = TSimd.Broadcast(constants[WinogradConstants.B3]);
            TSimd evenA = TSimd.MultiplyAdd(a2, x2, x0);
            TSimd oddA = TSimd.MultiplyAdd(a3, x3, a * x1);
            TSimd evenB = TSimd.MultiplyAdd(b2, x2, x0);
            TSimd oddB = TSimd.MultiplyAdd(b3, x3, b * x1);
            y0 = x0;
            y1 = evenA + oddA;
            y2 = evenA - oddA;
            y3 = evenB + oddB;
            y4 = evenB - oddB;
            y5 = x3;
            y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A of three results, the transpose of <see cref="Output3"/>.</summary>
    internal readonly unsafe struct Spread3 : IWinogradMap
    {
        public static int Takes => 0b000000111;

        public static int Gives => 0b000101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.A]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.A2]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.B]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.B2]);
            TSimd even = TSimd.MultiplyAdd(a2, x2, x0);
            TSimd odd = a * x1;
            y0 = x0;
            y1 = even + odd;
            y2 = even - odd;
            y3 = TSimd.MultiplyAdd(b, x1, TSimd.MultiplyAdd(b2, x2, x0));
            y5 = x2;
            y4 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>G: the values of the kernel at the points, over the products of the distances to the other points.</summary>
    internal readonly unsafe struct Kernel : IWinogradMap
    {
        public static int Takes => 0b000000111;

        public static int Gives => 0b000111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd zero = TSimd.Broadcast(constants[WinogradConstants.Zero]);
            TSimd ofA = TSimd.Broadcast(constants[WinogradConstants.OfA]);
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.OfATimesA]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.OfATimesA2]);
            TSimd ofB = TSimd.Broadcast(constants[WinogradConstants.OfB]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.OfBTimesB]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.OfBTimesB2]);
            TSimd evenA = TSimd.MultiplyAdd(a2, x2, ofA * x0);
            TSimd oddA = a * x1;
            TSimd evenB = TSimd.MultiplyAdd(b2, x2, ofB * x0);
            TSimd oddB = b * x1;
            y0 = zero * x0;
            y1 = evenA + oddA;
            y2 = evenA - oddA;
            y3 = evenB + oddB;
            y4 = evenB - oddB;
            y5 = x2;
            y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>G', the transpose of <see cref="Kernel"/>.</summary>
    internal readonly unsafe struct KernelGradient : IWinogradMap
    {
        public static int Takes => 0b000111111;

        public static int Gives => 0b000000111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd zero = TSimd.Broadcast(constants[WinogradConstants.Zero]);
            TSimd ofA = TSimd.Broadcast(constants[WinogradConstants.OfA]);
            TSimd a = TSimd.Broadcast(constants[WinogradConstants.OfATimesA]);
            TSimd a2 = TSimd.Broadcast(constants[WinogradConstants.OfATimesA2]);
            TSimd ofB = TSimd.Broadcast(constants[WinogradConstants.OfB]);
            TSimd b = TSimd.Broadcast(constants[WinogradConstants.OfBTimesB]);
            TSimd b2 = TSimd.Broadcast(constants[WinogradConstants.OfBTimesB2]);
            TSimd sumA = x1 + x2;
            TSimd sumB = x3 + x4;
            y0 = TSimd.MultiplyAdd(zero, x0, TSimd.MultiplyAdd(ofA, sumA, ofB * sumB));
            y1 = TSimd.MultiplyAdd(a, x1 - x2, b * (x3 - x4));
            y2 = TSimd.MultiplyAdd(a2, sumA, TSimd.MultiplyAdd(b2, sumB, x5));
            y3 = y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }
}
