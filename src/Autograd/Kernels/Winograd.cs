using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// The transforms of Winograd's minimal filtering F(2 x 2, 3 x 3): a tile of 2 x 2 results y of a 3 x 3 kernel g over a tile d of 4 x 4
/// elements is y = A' [(G g G') * (B' d B)] A, with 16 multiplications in place of 36. Summed over channels, and with many tiles at once, the
/// element-wise product becomes 16 matrix products.
/// </summary>
/// <remarks>
/// B' = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1], G = [1 0 0; 1/2 1/2 1/2; 1/2 -1/2 1/2; 0 0 1], A' = [1 1 1 0; 0 1 -1 -1]. The gradient of
/// the kernel is the transposed form: g += G' [(A y A') * (B' d B)] G. Everything is vectorized over channels, which stand together in
/// memory. Source: A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, 2015, arXiv:1509.09308.
/// </remarks>
internal static unsafe class Winograd
{
    /// <summary>The elements of a transformed tile.</summary>
    public const int Products = 16;

    /// <summary>B' d B of one tile.</summary>
    /// <param name="tile">Where the channels of each of the 16 elements of d begin, row by row.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="result">Where the channels of the first element go.</param>
    /// <param name="step">The distance to those of the next element.</param>
    public static void TransformInput<T>(T** tile, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = 0;
        if (Elementwise.Has512<T>())
        {
            c = TransformInput<T, Lanes512<T>>(tile, c, channels, result, step);
        }

        if (Elementwise.Has256<T>())
        {
            c = TransformInput<T, Lanes256<T>>(tile, c, channels, result, step);
        }

        if (Elementwise.Has128<T>())
        {
            c = TransformInput<T, Lanes128<T>>(tile, c, channels, result, step);
        }

        TransformInput<T, Lane1<T>>(tile, c, channels, result, step);
    }

    /// <summary>y = A' m A of one tile.</summary>
    /// <param name="products">Where the channels of the first element of m begin.</param>
    /// <param name="step">The distance to those of the next element.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="tile">Where the channels of each of the 4 results go, row by row.</param>
    public static void TransformOutput<T>(T* products, nint step, int channels, T** tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = 0;
        if (Elementwise.Has512<T>())
        {
            c = TransformOutput<T, Lanes512<T>>(products, step, c, channels, tile);
        }

        if (Elementwise.Has256<T>())
        {
            c = TransformOutput<T, Lanes256<T>>(products, step, c, channels, tile);
        }

        if (Elementwise.Has128<T>())
        {
            c = TransformOutput<T, Lanes128<T>>(products, step, c, channels, tile);
        }

        TransformOutput<T, Lane1<T>>(products, step, c, channels, tile);
    }

    /// <summary>A y A' of one tile, the transpose of <see cref="TransformOutput{T}(T*, nint, int, T**)"/>.</summary>
    /// <param name="tile">Where the channels of each of the 4 elements of y begin, row by row.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="result">Where the channels of the first element go.</param>
    /// <param name="step">The distance to those of the next element.</param>
    public static void SpreadOutput<T>(T** tile, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = 0;
        if (Elementwise.Has512<T>())
        {
            c = SpreadOutput<T, Lanes512<T>>(tile, c, channels, result, step);
        }

        if (Elementwise.Has256<T>())
        {
            c = SpreadOutput<T, Lanes256<T>>(tile, c, channels, result, step);
        }

        if (Elementwise.Has128<T>())
        {
            c = SpreadOutput<T, Lanes128<T>>(tile, c, channels, result, step);
        }

        SpreadOutput<T, Lane1<T>>(tile, c, channels, result, step);
    }

    /// <summary>G g G' of one kernel for each of some channels.</summary>
    /// <param name="taps">Where the channels of each of the 9 elements of g begin, row by row.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="result">Where the channels of the first element go.</param>
    /// <param name="step">The distance to those of the next element.</param>
    public static void TransformKernel<T>(T** taps, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = 0;
        if (Elementwise.Has512<T>())
        {
            c = TransformKernel<T, Lanes512<T>>(taps, c, channels, result, step);
        }

        if (Elementwise.Has256<T>())
        {
            c = TransformKernel<T, Lanes256<T>>(taps, c, channels, result, step);
        }

        if (Elementwise.Has128<T>())
        {
            c = TransformKernel<T, Lanes128<T>>(taps, c, channels, result, step);
        }

        TransformKernel<T, Lane1<T>>(taps, c, channels, result, step);
    }

    /// <summary>G' u G, the transpose of <see cref="TransformKernel{T}(T**, int, T*, nint)"/>.</summary>
    /// <param name="products">Where the channels of the first of the 16 elements of u begin.</param>
    /// <param name="step">The distance to those of the next element.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="taps">Where the channels of the first of the 9 elements of the kernel go.</param>
    /// <param name="tapStep">The distance to those of the next element.</param>
    public static void GatherKernel<T>(T* products, nint step, int channels, T* taps, nint tapStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = 0;
        if (Elementwise.Has512<T>())
        {
            c = GatherKernel<T, Lanes512<T>>(products, step, c, channels, taps, tapStep);
        }

        if (Elementwise.Has256<T>())
        {
            c = GatherKernel<T, Lanes256<T>>(products, step, c, channels, taps, tapStep);
        }

        if (Elementwise.Has128<T>())
        {
            c = GatherKernel<T, Lanes128<T>>(products, step, c, channels, taps, tapStep);
        }

        GatherKernel<T, Lane1<T>>(products, step, c, channels, taps, tapStep);
    }

    private static int TransformInput<T, TSimd>(T** tile, int c, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            Down(TSimd.Load(tile[0] + c), TSimd.Load(tile[4] + c), TSimd.Load(tile[8] + c), TSimd.Load(tile[12] + c), out TSimd a0, out TSimd b0, out TSimd c0, out TSimd d0);
            Down(TSimd.Load(tile[1] + c), TSimd.Load(tile[5] + c), TSimd.Load(tile[9] + c), TSimd.Load(tile[13] + c), out TSimd a1, out TSimd b1, out TSimd c1, out TSimd d1);
            Down(TSimd.Load(tile[2] + c), TSimd.Load(tile[6] + c), TSimd.Load(tile[10] + c), TSimd.Load(tile[14] + c), out TSimd a2, out TSimd b2, out TSimd c2, out TSimd d2);
            Down(TSimd.Load(tile[3] + c), TSimd.Load(tile[7] + c), TSimd.Load(tile[11] + c), TSimd.Load(tile[15] + c), out TSimd a3, out TSimd b3, out TSimd c3, out TSimd d3);
            T* to = result + c;
            Across<T, TSimd>(a0, a1, a2, a3, to, step);
            Across<T, TSimd>(b0, b1, b2, b3, to + (4 * step), step);
            Across<T, TSimd>(c0, c1, c2, c3, to + (8 * step), step);
            Across<T, TSimd>(d0, d1, d2, d3, to + (12 * step), step);
        }

        return c;

        // A column of B' d.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Down(TSimd d0, TSimd d1, TSimd d2, TSimd d3, out TSimd r0, out TSimd r1, out TSimd r2, out TSimd r3)
        {
            r0 = d0 - d2;
            r1 = d1 + d2;
            r2 = d2 - d1;
            r3 = d1 - d3;
        }
    }

    // A row of (B' d) B, stored.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across<T, TSimd>(TSimd d0, TSimd d1, TSimd d2, TSimd d3, T* to, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        (d0 - d2).Store(to);
        (d1 + d2).Store(to + step);
        (d2 - d1).Store(to + (2 * step));
        (d1 - d3).Store(to + (3 * step));
    }

    private static int TransformOutput<T, TSimd>(T* products, nint step, int c, int channels, T** tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        T* y00 = tile[0];
        T* y01 = tile[1];
        T* y10 = tile[2];
        T* y11 = tile[3];
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            T* from = products + c;
            Down(from, step, out TSimd a0, out TSimd b0);
            Down(from + step, step, out TSimd a1, out TSimd b1);
            Down(from + (2 * step), step, out TSimd a2, out TSimd b2);
            Down(from + (3 * step), step, out TSimd a3, out TSimd b3);
            (a0 + a1 + a2).Store(y00 + c);
            (a1 - a2 - a3).Store(y01 + c);
            (b0 + b1 + b2).Store(y10 + c);
            (b1 - b2 - b3).Store(y11 + c);
        }

        return c;

        // A column of A' m.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Down(T* m, nint step, out TSimd r0, out TSimd r1)
        {
            TSimd m1 = TSimd.Load(m + (4 * step));
            TSimd m2 = TSimd.Load(m + (8 * step));
            r0 = TSimd.Load(m) + m1 + m2;
            r1 = m1 - m2 - TSimd.Load(m + (12 * step));
        }
    }

    private static int SpreadOutput<T, TSimd>(T** tile, int c, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        T* y00 = tile[0];
        T* y01 = tile[1];
        T* y10 = tile[2];
        T* y11 = tile[3];
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            TSimd upper0 = TSimd.Load(y00 + c);
            TSimd upper1 = TSimd.Load(y01 + c);
            TSimd lower0 = TSimd.Load(y10 + c);
            TSimd lower1 = TSimd.Load(y11 + c);
            T* to = result + c;
            Across(upper0, upper1, to, step);
            Across(upper0 + lower0, upper1 + lower1, to + (4 * step), step);
            Across(upper0 - lower0, upper1 - lower1, to + (8 * step), step);
            Across(TSimd.Zero - lower0, TSimd.Zero - lower1, to + (12 * step), step);
        }

        return c;

        // A row of (A y) A', stored.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Across(TSimd left, TSimd right, T* to, nint step)
        {
            left.Store(to);
            (left + right).Store(to + step);
            (left - right).Store(to + (2 * step));
            (TSimd.Zero - right).Store(to + (3 * step));
        }
    }

    private static int TransformKernel<T, TSimd>(T** taps, int c, int channels, T* result, nint step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd half = TSimd.Broadcast(T.One / T.CreateChecked(2));
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            TSimd g00 = TSimd.Load(taps[0] + c);
            TSimd g01 = TSimd.Load(taps[1] + c);
            TSimd g02 = TSimd.Load(taps[2] + c);
            TSimd g10 = TSimd.Load(taps[3] + c);
            TSimd g11 = TSimd.Load(taps[4] + c);
            TSimd g12 = TSimd.Load(taps[5] + c);
            TSimd g20 = TSimd.Load(taps[6] + c);
            TSimd g21 = TSimd.Load(taps[7] + c);
            TSimd g22 = TSimd.Load(taps[8] + c);
            TSimd outer0 = g00 + g20;
            TSimd outer1 = g01 + g21;
            TSimd outer2 = g02 + g22;
            T* to = result + c;
            Across(g00, g01, g02, half, to, step);
            Across((outer0 + g10) * half, (outer1 + g11) * half, (outer2 + g12) * half, half, to + (4 * step), step);
            Across((outer0 - g10) * half, (outer1 - g11) * half, (outer2 - g12) * half, half, to + (8 * step), step);
            Across(g20, g21, g22, half, to + (12 * step), step);
        }

        return c;

        // A row of (G g) G', stored.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Across(TSimd g0, TSimd g1, TSimd g2, TSimd half, T* to, nint step)
        {
            TSimd outer = g0 + g2;
            g0.Store(to);
            ((outer + g1) * half).Store(to + step);
            ((outer - g1) * half).Store(to + (2 * step));
            g2.Store(to + (3 * step));
        }
    }

    private static int GatherKernel<T, TSimd>(T* products, nint step, int c, int channels, T* taps, nint tapStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd half = TSimd.Broadcast(T.One / T.CreateChecked(2));
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            T* from = products + c;
            Down(from, step, half, out TSimd a0, out TSimd b0, out TSimd c0);
            Down(from + step, step, half, out TSimd a1, out TSimd b1, out TSimd c1);
            Down(from + (2 * step), step, half, out TSimd a2, out TSimd b2, out TSimd c2);
            Down(from + (3 * step), step, half, out TSimd a3, out TSimd b3, out TSimd c3);
            T* to = taps + c;
            Across(a0, a1, a2, a3, half, to, tapStep);
            Across(b0, b1, b2, b3, half, to + (3 * tapStep), tapStep);
            Across(c0, c1, c2, c3, half, to + (6 * tapStep), tapStep);
        }

        return c;

        // A column of G' u.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Down(T* u, nint step, TSimd half, out TSimd r0, out TSimd r1, out TSimd r2)
        {
            TSimd u1 = TSimd.Load(u + (4 * step));
            TSimd u2 = TSimd.Load(u + (8 * step));
            TSimd even = (u1 + u2) * half;
            r0 = TSimd.Load(u) + even;
            r1 = (u1 - u2) * half;
            r2 = even + TSimd.Load(u + (12 * step));
        }

        // A row of (G' u) G, stored.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Across(TSimd u0, TSimd u1, TSimd u2, TSimd u3, TSimd half, T* to, nint step)
        {
            TSimd even = (u1 + u2) * half;
            (u0 + even).Store(to);
            ((u1 - u2) * half).Store(to + step);
            (even + u3).Store(to + (2 * step));
        }
    }
}
