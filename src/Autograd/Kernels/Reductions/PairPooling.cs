using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// Max pooling by windows of 2 x 2 that don't overlap, and its transpose, vectorized over the windows of a row: even and odd columns are
/// parted, compared, and for the transpose put together again.
/// </summary>
/// <remarks>The last vector of a row is moved back to end with it. A row shorter than a vector is taken with one all the same: what is read
/// too much belongs to the next rows, and what is written too much is written over by them, since rows go in order. Only near the end of
/// the arrays are narrower vectors taken, which are no wider than a row of windows.</remarks>
internal static unsafe class PairPooling
{
    /// <summary>From each window, the value at the place of the first greatest element of <paramref name="places"/>, the first NaN where
    /// there is one.</summary>
    /// <param name="values">[planes, height, width].</param>
    /// <param name="places">The same shape; may be the same memory.</param>
    /// <param name="planes">The number of planes.</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    /// <param name="result">[planes, height / 2, width / 2].</param>
    public static void Pool<T>(T* values, T* places, int planes, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PoolWork<T> work = new(values, places, planes, height, width, result);
        Widths.Covering<T, PoolWork<T>>(ref work, width / 2);
    }

    /// <summary>Each number at the place of the first greatest element of its window, the rest zero.</summary>
    /// <param name="numbers">[planes, height / 2, width / 2].</param>
    /// <param name="places">[planes, height, width].</param>
    /// <param name="planes">The number of planes.</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    /// <param name="result">[planes, height, width].</param>
    public static void Spread<T>(T* numbers, T* places, int planes, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpreadWork<T> work = new(numbers, places, planes, height, width, result);
        Widths.Covering<T, SpreadWork<T>>(ref work, width / 2);
    }

    private static void Pool<T, TSimd, TLast>(T* values, T* places, int planes, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TLast : struct, ISimd<TLast, T>
    {
        int windows = width / 2;
        int reach = Math.Max(windows, TSimd.Count);
        T* end = places + ((nint)planes * height * width);
        T* resultEnd = result + ((nint)planes * (height / 2) * windows);
        nint toValues = (nint)values - (nint)places;
        for (int plane = 0; plane < planes; plane++)
        {
            for (int row = 0; row < height / 2; row++, result += windows)
            {
                T* upper = places + ((((nint)plane * height) + (2 * row)) * width);
                T* lower = upper + width;
                if (lower + (2 * reach) <= end && result + reach <= resultEnd)
                {
                    PoolRow<T, TSimd>(upper, lower, toValues, windows, result);
                }
                else
                {
                    PoolRow<T, TLast>(upper, lower, toValues, windows, result);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PoolRow<T, TSimd>(T* upper, T* lower, nint toValues, int windows, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (int next = 0; next < windows; next += TSimd.Count)
        {
            int k = Math.Min(next, Math.Max(0, windows - TSimd.Count));
            Load<T, TSimd>(upper + (2 * k), out TSimd a, out TSimd b);
            Load<T, TSimd>(lower + (2 * k), out TSimd c, out TSimd d);
            TSimd above = TSimd.SelectNewMaximum(b, a, b, a);
            TSimd below = TSimd.SelectNewMaximum(d, c, d, c);
            if (toValues == 0)
            {
                TSimd.SelectNewMaximum(below, above, below, above).Store(result + k);
                continue;
            }

            Load<T, TSimd>((T*)((byte*)(upper + (2 * k)) + toValues), out TSimd va, out TSimd vb);
            Load<T, TSimd>((T*)((byte*)(lower + (2 * k)) + toValues), out TSimd vc, out TSimd vd);
            va = TSimd.SelectNewMaximum(b, a, vb, va);
            vc = TSimd.SelectNewMaximum(d, c, vd, vc);
            TSimd.SelectNewMaximum(below, above, vc, va).Store(result + k);
        }
    }

    private static void Spread<T, TSimd, TLast>(T* numbers, T* places, int planes, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TLast : struct, ISimd<TLast, T>
    {
        int windows = width / 2;
        int reach = Math.Max(windows, TSimd.Count);
        T* end = places + ((nint)planes * height * width);
        T* numbersEnd = numbers + ((nint)planes * (height / 2) * windows);
        nint toResult = (nint)result - (nint)places;
        for (int plane = 0; plane < planes; plane++)
        {
            T* upper = places + ((nint)plane * height * width);
            for (int row = 0; row < height / 2; row++, numbers += windows, upper += 2 * width)
            {
                T* lower = upper + width;
                if (lower + (2 * reach) <= end && numbers + reach <= numbersEnd)
                {
                    SpreadRow<T, TSimd>(numbers, upper, lower, toResult, windows);
                }
                else
                {
                    SpreadRow<T, TLast>(numbers, upper, lower, toResult, windows);
                }

                ClearFrom(upper, 2 * windows, width, toResult);
                ClearFrom(lower, 2 * windows, width, toResult);
            }

            ClearFrom(upper, 0, height % 2 * width, toResult);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadRow<T, TSimd>(T* numbers, T* upper, T* lower, nint toResult, int windows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (int next = 0; next < windows; next += TSimd.Count)
        {
            int k = Math.Min(next, Math.Max(0, windows - TSimd.Count));
            Load<T, TSimd>(upper + (2 * k), out TSimd a, out TSimd b);
            Load<T, TSimd>(lower + (2 * k), out TSimd c, out TSimd d);
            TSimd above = TSimd.SelectNewMaximum(b, a, b, a);
            TSimd below = TSimd.SelectNewMaximum(d, c, d, c);
            TSimd number = TSimd.Load(numbers + k);
            TSimd numberAbove = TSimd.SelectNewMaximum(below, above, TSimd.Zero, number);
            TSimd numberBelow = TSimd.SelectNewMaximum(below, above, number, TSimd.Zero);
            StorePairs<T, TSimd>(
                TSimd.SelectNewMaximum(b, a, TSimd.Zero, numberAbove), TSimd.SelectNewMaximum(b, a, numberAbove, TSimd.Zero),
                (T*)((byte*)(upper + (2 * k)) + toResult));
            StorePairs<T, TSimd>(
                TSimd.SelectNewMaximum(d, c, TSimd.Zero, numberBelow), TSimd.SelectNewMaximum(d, c, numberBelow, TSimd.Zero),
                (T*)((byte*)(lower + (2 * k)) + toResult));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClearFrom<T>(T* place, int from, int to, nint toResult)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* result = (T*)((byte*)place + toResult);
        for (int k = from; k < to; k++)
        {
            result[k] = T.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T, TSimd>(T* from, out TSimd even, out TSimd odd)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        => TSimd.Deinterleave(TSimd.Load(from), TSimd.Load(from + TSimd.Count), out even, out odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePairs<T, TSimd>(TSimd even, TSimd odd, T* to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd.Interleave(even, odd, out TSimd first, out TSimd second);
        first.Store(to);
        second.Store(to + TSimd.Count);
    }

    private readonly struct PoolWork<T>(T* values, T* places, int planes, int height, int width, T* result) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => Pool<T, TSimd, TNext>(values, places, planes, height, width, result);
    }

    private readonly struct SpreadWork<T>(T* numbers, T* places, int planes, int height, int width, T* result) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => Spread<T, TSimd, TNext>(numbers, places, planes, height, width, result);
    }
}
