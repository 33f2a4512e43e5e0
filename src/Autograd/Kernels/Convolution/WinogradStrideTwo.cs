using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The matrices of stride 2, as <see cref="Winograd"/> takes them: F(4, 2) and F(3, 2) for the outer two elements of a kernel of
/// three, with the points 0, a, -a, infinity and, for four results only, b; and what the middle element reads and gives, as it
/// is.</summary>
internal static unsafe class WinogradStrideTwo
{
    /// <summary>B' of F(4, 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PairInput4<T, TSimd>(
        T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3,
        out TSimd y4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd minusA2 = TSimd.Broadcast(constants[WinogradConstants.MinusA2]);
        TSimd minusB = TSimd.Broadcast(constants[WinogradConstants.MinusB]);
        TSimd pair0 = TSimd.MultiplyAdd(minusA2, x0, x2);
        TSimd pair1 = TSimd.MultiplyAdd(minusA2, x1, x3);
        TSimd pair2 = TSimd.MultiplyAdd(minusA2, x2, x4);
        TSimd single1 = TSimd.MultiplyAdd(minusB, x1, x2);
        TSimd single2 = TSimd.MultiplyAdd(minusB, x2, x3);
        y0 = TSimd.MultiplyAdd(minusB, pair0, pair1);
        y1 = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.A]), single1, single2);
        y2 = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.MinusA]), single1, single2);
        y3 = TSimd.MultiplyAdd(minusB, pair1, pair2);
        y4 = pair1;
    }

    /// <summary>B' of F(3, 2), its rows times what is left of the factors that G has for four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PairInput3<T, TSimd>(
        T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd minusA2 = TSimd.Broadcast(constants[WinogradConstants.MinusA2]);
        y0 = TSimd.Broadcast(constants[WinogradConstants.MinusB]) * TSimd.MultiplyAdd(minusA2, x0, x2);
        y1 = TSimd.Broadcast(constants[WinogradConstants.AMinusB]) * TSimd.MultiplyAdd(
            TSimd.Broadcast(constants[WinogradConstants.A]), x1, x2);
        y2 = TSimd.Broadcast(constants[WinogradConstants.MinusAMinusB]) * TSimd.MultiplyAdd(
            TSimd.Broadcast(constants[WinogradConstants.MinusA]), x1, x2);
        y3 = TSimd.MultiplyAdd(minusA2, x1, x3);
    }

    /// <summary>A' of F(4, 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PairOutput4<T, TSimd>(
        T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd sum = x1 + x2;
        TSimd difference = x1 - x2;
        y0 = x0 + sum + x4;
        y1 = TSimd.MultiplyAdd(
            TSimd.Broadcast(constants[WinogradConstants.A]), difference, TSimd.Broadcast(constants[WinogradConstants.B]) * x4);
        y2 = TSimd.MultiplyAdd(
            TSimd.Broadcast(constants[WinogradConstants.A2]), sum, TSimd.Broadcast(constants[WinogradConstants.B2]) * x4);
        y3 = TSimd.MultiplyAdd(
            TSimd.Broadcast(constants[WinogradConstants.A3]), difference,
            TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.B3]), x4, x3));
    }

    /// <summary>A' of F(3, 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PairOutput3<T, TSimd>(
        T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, out TSimd y0, out TSimd y1, out TSimd y2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd sum = x1 + x2;
        y0 = x0 + sum;
        y1 = TSimd.Broadcast(constants[WinogradConstants.A]) * (x1 - x2);
        y2 = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.A2]), sum, x3);
    }

    /// <summary>B' of four results: of what the outer elements of the kernel read, at even places, the transform; what the middle one
    /// reads, as it is.</summary>
    internal readonly unsafe struct HalvingInput4 : IWinogradMap
    {
        public static int Takes => 0b111111111;

        public static int Gives => 0b111111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairInput4(constants, x0, x2, x4, x6, x8, out y0, out y1, out y2, out y3, out y4);
            y5 = x1;
            y6 = x3;
            y7 = x5;
            y8 = x7;
        }
    }

    /// <summary>The same of three results.</summary>
    internal readonly unsafe struct HalvingInput3 : IWinogradMap
    {
        public static int Takes => 0b001111111;

        public static int Gives => 0b011101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairInput3(constants, x0, x2, x4, x6, out y0, out y1, out y2, out y3);
            y5 = x1;
            y6 = x3;
            y7 = x5;
            y4 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A' of four results: those of the outer elements of the kernel, and those of the middle one added.</summary>
    internal readonly unsafe struct HalvingOutput4 : IWinogradMap
    {
        public static int Takes => 0b111111111;

        public static int Gives => 0b000001111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairOutput4(constants, x0, x1, x2, x3, x4, out y0, out y1, out y2, out y3);
            y0 += x5;
            y1 += x6;
            y2 += x7;
            y3 += x8;
            y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>The same of three results.</summary>
    internal readonly unsafe struct HalvingOutput3 : IWinogradMap
    {
        public static int Takes => 0b011101111;

        public static int Gives => 0b000000111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairOutput3(constants, x0, x1, x2, x3, out y0, out y1, out y2);
            y0 += x5;
            y1 += x6;
            y2 += x7;
            y3 = y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A of four results, the transpose of <see cref="HalvingOutput4"/>.</summary>
    internal readonly unsafe struct HalvingSpread4 : IWinogradMap
    {
        public static int Takes => 0b000001111;

        public static int Gives => 0b111111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd even = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.A2]), x2, x0);
            TSimd odd = TSimd.MultiplyAdd(
                TSimd.Broadcast(constants[WinogradConstants.A3]), x3, TSimd.Broadcast(constants[WinogradConstants.A]) * x1);
            TSimd evenB = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.B2]), x2, x0);
            TSimd oddB = TSimd.MultiplyAdd(
                TSimd.Broadcast(constants[WinogradConstants.B3]), x3, TSimd.Broadcast(constants[WinogradConstants.B]) * x1);
            y0 = x0;
            y1 = even + odd;
            y2 = even - odd;
            y3 = x3;
            y4 = evenB + oddB;
            y5 = x0;
            y6 = x1;
            y7 = x2;
            y8 = x3;
        }
    }

    /// <summary>The same of three results.</summary>
    internal readonly unsafe struct HalvingSpread3 : IWinogradMap
    {
        public static int Takes => 0b000000111;

        public static int Gives => 0b011101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd even = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.A2]), x2, x0);
            TSimd odd = TSimd.Broadcast(constants[WinogradConstants.A]) * x1;
            y0 = x0;
            y1 = even + odd;
            y2 = even - odd;
            y3 = x2;
            y5 = x0;
            y6 = x1;
            y7 = x2;
            y4 = y8 = TSimd.Zero;
        }
    }

    /// <summary>B' of the transpose, four pairs of results: the second of a pair has the outer two elements of the kernel, which read
    /// neighbours; the first the middle one.</summary>
    internal readonly unsafe struct DoublingInput4 : IWinogradMap
    {
        public static int Takes => 0b000011111;

        public static int Gives => 0b111111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairInput4(constants, x0, x1, x2, x3, x4, out y0, out y1, out y2, out y3, out y4);
            y5 = x0;
            y6 = x1;
            y7 = x2;
            y8 = x3;
        }
    }

    /// <summary>The same of three pairs.</summary>
    internal readonly unsafe struct DoublingInput3 : IWinogradMap
    {
        public static int Takes => 0b000001111;

        public static int Gives => 0b011101111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairInput3(constants, x0, x1, x2, x3, out y0, out y1, out y2, out y3);
            y5 = x0;
            y6 = x1;
            y7 = x2;
            y4 = y8 = TSimd.Zero;
        }
    }

    /// <summary>A' of the transpose, four pairs of results.</summary>
    internal readonly unsafe struct DoublingOutput4 : IWinogradMap
    {
        public static int Takes => 0b111111111;

        public static int Gives => 0b011111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairOutput4(constants, x0, x1, x2, x3, x4, out y1, out y3, out y5, out y7);
            y0 = x5;
            y2 = x6;
            y4 = x7;
            y6 = x8;
            y8 = TSimd.Zero;
        }
    }

    /// <summary>The same of three pairs.</summary>
    internal readonly unsafe struct DoublingOutput3 : IWinogradMap
    {
        public static int Takes => 0b011101111;

        public static int Gives => 0b000111111;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Apply<T, TSimd>(
            T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
            out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TSimd : struct, ISimd<TSimd, T>
        {
            PairOutput3(constants, x0, x1, x2, x3, out y1, out y3, out y5);
            y0 = x5;
            y2 = x6;
            y4 = x7;
            y6 = y7 = y8 = TSimd.Zero;
        }
    }

    /// <summary>G: the values of the outer two elements at the points, over the products of the distances to the other points of four
    /// results; and the middle one.</summary>
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
            TSimd odd = TSimd.Broadcast(constants[WinogradConstants.A]) * x2;
            y0 = TSimd.Broadcast(constants[WinogradConstants.HalvedZero]) * x0;
            y1 = TSimd.Broadcast(constants[WinogradConstants.HalvedA]) * (x0 + odd);
            y2 = TSimd.Broadcast(constants[WinogradConstants.HalvedMinusA]) * (x0 - odd);
            y3 = x2;
            y4 = TSimd.Broadcast(constants[WinogradConstants.HalvedB]) * TSimd.MultiplyAdd(
                TSimd.Broadcast(constants[WinogradConstants.B]), x2, x0);
            y5 = x1;
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
            TSimd plus = TSimd.Broadcast(constants[WinogradConstants.HalvedA]) * x1;
            TSimd minus = TSimd.Broadcast(constants[WinogradConstants.HalvedMinusA]) * x2;
            TSimd ofB = TSimd.Broadcast(constants[WinogradConstants.HalvedB]) * x4;
            y0 = TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.HalvedZero]), x0, plus + minus + ofB);
            y1 = x5;
            y2 = TSimd.MultiplyAdd(
                TSimd.Broadcast(constants[WinogradConstants.A]), plus - minus,
                TSimd.MultiplyAdd(TSimd.Broadcast(constants[WinogradConstants.B]), ofB, x3));
            y3 = y4 = y5 = y6 = y7 = y8 = TSimd.Zero;
        }
    }
}
