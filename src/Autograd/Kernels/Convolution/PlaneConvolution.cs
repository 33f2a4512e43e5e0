using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// The convolution of one plane with one kernel of 3 x 3 at stride 1 with a border of one zero, and its gradient by the kernel: so little
/// work that the result costs less than to read it from memory.
/// </summary>
/// <remarks>The plane is first copied into a wider one with its border. Each sum of the result adds by the rows of the kernel, fused where
/// the hardware has it. Four rows of the result at once share what they load.</remarks>
internal static unsafe class PlaneConvolution
{
    /// <summary>The numbers of a kernel.</summary>
    public const int KernelLength = 9;

    private const int RowsAtOnce = 4;

    // Of the sums of an element of a kernel, whatever the width of the vectors: as many as the widest ones hold.
    private const int SumBytes = 64;

    /// <summary>The length of a plane with its border.</summary>
    public static int PaddedLength(int height, int width) => checked((height + 2) * (width + 2));

    /// <summary>Copies a plane into one with a border of zeros.</summary>
    public static void Pad<T>(T* plane, int height, int width, T* padded)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Lines.Clear(padded, width + 2);
        padded += width + 2;
        for (int row = 0; row < height; row++, plane += width, padded += width + 2)
        {
            padded[0] = T.Zero;
            Lines.Copy(plane, padded + 1, width);
            padded[width + 1] = T.Zero;
        }

        Lines.Clear(padded, width + 2);
    }

    /// <summary>result[y, x] = sum over i and j of kernel[i, j] plane[y + i - 1, x + j - 1].</summary>
    /// <param name="padded">The plane with its border: [height + 2, width + 2].</param>
    /// <param name="kernel">[3, 3].</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    /// <param name="result">[height, width].</param>
    public static void Convolve<T>(T* padded, T* kernel, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvolveWork<T> work = new(padded, kernel, height, width, result);
        Widths.Within<T, ConvolveWork<T>>(ref work, width);
    }

    /// <summary>kernel[i, j] += sum over y and x of cotangent[y, x] plane[y + i - 1, x + j - 1]. There are as many sums as numbers in 64
    /// bytes, column x going to sum x modulo their number, whatever the width of the vectors, and they are then added by halves.</summary>
    /// <param name="padded">The plane with its border: [height + 2, width + 2].</param>
    /// <param name="cotangent">[height, width].</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    /// <param name="kernel">[3, 3].</param>
    public static void AddToKernel<T>(T* padded, T* cotangent, int height, int width, T* kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        KernelWork<T> work = new(padded, cotangent, height, width, kernel);
        Widths.Widest<T, KernelWork<T>>(ref work);
    }

    /// <summary>The same with vectors of one width.</summary>
    public static void AddToKernel<T, TSimd>(T* padded, T* cotangent, int height, int width, T* kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int lanes = SumBytes / sizeof(T);
        T* sums = stackalloc T[KernelLength * lanes];
        new Span<T>(sums, KernelLength * lanes).Clear();
        for (int lane = 0; lane < lanes; lane += TSimd.Count)
        {
            AddColumns<T, TSimd>(padded, cotangent, height, width, lane, lanes, sums);
        }

        for (int k = 0; k < KernelLength; k++)
        {
            kernel[k] += SumByHalves<T, TSimd>(sums + (k * lanes), lanes);
        }
    }

    // The last rows and columns are moved back to end with the plane, and computed twice.
    private static void Convolve<T, TSimd>(T* padded, T* kernel, int height, int width, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        nint across = width + 2;
        for (int nextColumn = 0; nextColumn < width; nextColumn += TSimd.Count)
        {
            int column = Math.Min(nextColumn, width - TSimd.Count);
            if (height < RowsAtOnce)
            {
                for (int row = 0; row < height; row++)
                {
                    ConvolveRow<T, TSimd>(padded + (row * across) + column, across, kernel, result + ((nint)row * width) + column);
                }

                continue;
            }

            ConvolveRows<T, TSimd>(padded + column, across, kernel, height, result + column, width);
        }
    }

    private static void ConvolveRows<T, TSimd>(T* padded, nint across, T* kernel, int height, T* result, nint width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        var k0 = TSimd.Broadcast(kernel[0]);
        var k1 = TSimd.Broadcast(kernel[1]);
        var k2 = TSimd.Broadcast(kernel[2]);
        var k3 = TSimd.Broadcast(kernel[3]);
        var k4 = TSimd.Broadcast(kernel[4]);
        var k5 = TSimd.Broadcast(kernel[5]);
        var k6 = TSimd.Broadcast(kernel[6]);
        var k7 = TSimd.Broadcast(kernel[7]);
        var k8 = TSimd.Broadcast(kernel[8]);
        for (int next = 0; next < height; next += RowsAtOnce)
        {
            int row = Math.Min(next, height - RowsAtOnce);
            T* from = padded + (row * across);
            T* to = result + (row * width);
            Row<T, TSimd>(from, k0, k1, k2, out TSimd r0);

            from += across;
            AddRow<T, TSimd>(from, k3, k4, k5, ref r0);
            Row<T, TSimd>(from, k0, k1, k2, out TSimd r1);

            from += across;
            AddRow<T, TSimd>(from, k6, k7, k8, ref r0);
            r0.Store(to);
            AddRow<T, TSimd>(from, k3, k4, k5, ref r1);
            Row<T, TSimd>(from, k0, k1, k2, out TSimd r2);

            from += across;
            AddRow<T, TSimd>(from, k6, k7, k8, ref r1);
            r1.Store(to + width);
            AddRow<T, TSimd>(from, k3, k4, k5, ref r2);
            Row<T, TSimd>(from, k0, k1, k2, out TSimd r3);

            from += across;
            AddRow<T, TSimd>(from, k6, k7, k8, ref r2);
            r2.Store(to + (2 * width));
            AddRow<T, TSimd>(from, k3, k4, k5, ref r3);

            from += across;
            AddRow<T, TSimd>(from, k6, k7, k8, ref r3);
            r3.Store(to + (3 * width));
        }
    }

    private static void ConvolveRow<T, TSimd>(T* from, nint across, T* kernel, T* to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        Row<T, TSimd>(from, TSimd.Broadcast(kernel[0]), TSimd.Broadcast(kernel[1]), TSimd.Broadcast(kernel[2]), out TSimd sum);
        AddRow<T, TSimd>(from + across, TSimd.Broadcast(kernel[3]), TSimd.Broadcast(kernel[4]), TSimd.Broadcast(kernel[5]), ref sum);
        AddRow<T, TSimd>(from + (2 * across), TSimd.Broadcast(kernel[6]), TSimd.Broadcast(kernel[7]), TSimd.Broadcast(kernel[8]), ref sum);
        sum.Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, TSimd>(T* from, TSimd left, TSimd middle, TSimd right, out TSimd sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        sum = TSimd.Load(from) * left;
        sum = TSimd.MultiplyAdd(TSimd.Load(from + 1), middle, sum);
        sum = TSimd.MultiplyAdd(TSimd.Load(from + 2), right, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<T, TSimd>(T* from, TSimd left, TSimd middle, TSimd right, ref TSimd sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        sum = TSimd.MultiplyAdd(TSimd.Load(from), left, sum);
        sum = TSimd.MultiplyAdd(TSimd.Load(from + 1), middle, sum);
        sum = TSimd.MultiplyAdd(TSimd.Load(from + 2), right, sum);
    }

    // Adds the columns of some lanes, in order.
    private static void AddColumns<T, TSimd>(T* padded, T* cotangent, int height, int width, int lane, int lanes, T* sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int column = lane;
        for (; column <= width - TSimd.Count; column += lanes)
        {
            AddRows<T, TSimd, WholeVectors>(padded + column, width + 2, cotangent + column, width, height, TSimd.Zero, sums + lane, lanes);
        }

        if (column >= width)
        {
            return;
        }

        if (TSimd.HasParts)
        {
            AddRows<T, TSimd, PartsOfVectors>(
                padded + column, width + 2, cotangent + column, width, height, TSimd.FirstLanes(width - column), sums + lane, lanes);
            return;
        }

        for (int next = column; next < width; next++)
        {
            AddRows<T, Lane1<T>, WholeVectors>(
                padded + next, width + 2, cotangent + next, width, height, Lane1<T>.Zero, sums + lane + (next - column), lanes);
        }
    }

    private static T SumByHalves<T, TSimd>(T* sums, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (; lanes > TSimd.Count; lanes /= 2)
        {
            for (int lane = 0; lane < lanes / 2; lane++)
            {
                sums[lane] += sums[(lanes / 2) + lane];
            }
        }

        return TSimd.Load(sums).SumByHalves();
    }

    private static void AddRows<T, TSimd, TEnd>(
        T* padded, nint across, T* cotangent, nint width, int height, TSimd mask, T* sums, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TEnd : struct, IVectorEnd
    {
        TSimd s0 = TSimd.Load(sums);
        TSimd s1 = TSimd.Load(sums + lanes);
        TSimd s2 = TSimd.Load(sums + (2 * lanes));
        TSimd s3 = TSimd.Load(sums + (3 * lanes));
        TSimd s4 = TSimd.Load(sums + (4 * lanes));
        TSimd s5 = TSimd.Load(sums + (5 * lanes));
        TSimd s6 = TSimd.Load(sums + (6 * lanes));
        TSimd s7 = TSimd.Load(sums + (7 * lanes));
        TSimd s8 = TSimd.Load(sums + (8 * lanes));
        int row = 0;
        for (; row <= height - RowsAtOnce; row += RowsAtOnce, padded += RowsAtOnce * across, cotangent += RowsAtOnce * width)
        {
            T* from = padded;
            TSimd c0 = Load<T, TSimd, TEnd>(cotangent, mask);
            TSimd c1 = Load<T, TSimd, TEnd>(cotangent + width, mask);
            TSimd c2 = Load<T, TSimd, TEnd>(cotangent + (2 * width), mask);
            TSimd c3 = Load<T, TSimd, TEnd>(cotangent + (3 * width), mask);

            Neighbours<T, TSimd, TEnd>(from, mask, out TSimd left, out TSimd middle, out TSimd right);
            Add<T, TSimd>(c0, left, middle, right, ref s0, ref s1, ref s2);

            from += across;
            Neighbours<T, TSimd, TEnd>(from, mask, out left, out middle, out right);
            Add<T, TSimd>(c0, left, middle, right, ref s3, ref s4, ref s5);
            Add<T, TSimd>(c1, left, middle, right, ref s0, ref s1, ref s2);

            from += across;
            Neighbours<T, TSimd, TEnd>(from, mask, out left, out middle, out right);
            Add<T, TSimd>(c0, left, middle, right, ref s6, ref s7, ref s8);
            Add<T, TSimd>(c1, left, middle, right, ref s3, ref s4, ref s5);
            Add<T, TSimd>(c2, left, middle, right, ref s0, ref s1, ref s2);

            from += across;
            Neighbours<T, TSimd, TEnd>(from, mask, out left, out middle, out right);
            Add<T, TSimd>(c1, left, middle, right, ref s6, ref s7, ref s8);
            Add<T, TSimd>(c2, left, middle, right, ref s3, ref s4, ref s5);
            Add<T, TSimd>(c3, left, middle, right, ref s0, ref s1, ref s2);

            from += across;
            Neighbours<T, TSimd, TEnd>(from, mask, out left, out middle, out right);
            Add<T, TSimd>(c2, left, middle, right, ref s6, ref s7, ref s8);
            Add<T, TSimd>(c3, left, middle, right, ref s3, ref s4, ref s5);

            from += across;
            Neighbours<T, TSimd, TEnd>(from, mask, out left, out middle, out right);
            Add<T, TSimd>(c3, left, middle, right, ref s6, ref s7, ref s8);
        }

        for (; row < height; row++, padded += across, cotangent += width)
        {
            TSimd c = Load<T, TSimd, TEnd>(cotangent, mask);
            Neighbours<T, TSimd, TEnd>(padded, mask, out TSimd left, out TSimd middle, out TSimd right);
            Add<T, TSimd>(c, left, middle, right, ref s0, ref s1, ref s2);
            Neighbours<T, TSimd, TEnd>(padded + across, mask, out left, out middle, out right);
            Add<T, TSimd>(c, left, middle, right, ref s3, ref s4, ref s5);
            Neighbours<T, TSimd, TEnd>(padded + (2 * across), mask, out left, out middle, out right);
            Add<T, TSimd>(c, left, middle, right, ref s6, ref s7, ref s8);
        }

        s0.Store(sums);
        s1.Store(sums + lanes);
        s2.Store(sums + (2 * lanes));
        s3.Store(sums + (3 * lanes));
        s4.Store(sums + (4 * lanes));
        s5.Store(sums + (5 * lanes));
        s6.Store(sums + (6 * lanes));
        s7.Store(sums + (7 * lanes));
        s8.Store(sums + (8 * lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T, TSimd>(
        TSimd cotangent, TSimd left, TSimd middle, TSimd right, ref TSimd toLeft, ref TSimd toMiddle, ref TSimd toRight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        toLeft = TSimd.MultiplyAdd(cotangent, left, toLeft);
        toMiddle = TSimd.MultiplyAdd(cotangent, middle, toMiddle);
        toRight = TSimd.MultiplyAdd(cotangent, right, toRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Neighbours<T, TSimd, TEnd>(T* from, TSimd mask, out TSimd left, out TSimd middle, out TSimd right)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TEnd : struct, IVectorEnd
    {
        left = Load<T, TSimd, TEnd>(from, mask);
        middle = Load<T, TSimd, TEnd>(from + 1, mask);
        right = Load<T, TSimd, TEnd>(from + 2, mask);
    }

    // What lies beyond the end of a row must not be multiplied: zero times infinity is not zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Load<T, TSimd, TEnd>(T* from, TSimd mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TEnd : struct, IVectorEnd
        => TEnd.IsPart ? TSimd.LoadPart(from, mask) : TSimd.Load(from);

    private interface IVectorEnd
    {
        static abstract bool IsPart { get; }
    }

    private readonly struct WholeVectors : IVectorEnd
    {
        public static bool IsPart => false;
    }

    private readonly struct PartsOfVectors : IVectorEnd
    {
        public static bool IsPart => true;
    }

    private readonly struct ConvolveWork<T>(T* padded, T* kernel, int height, int width, T* result) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => Convolve<T, TSimd>(padded, kernel, height, width, result);
    }

    private readonly struct KernelWork<T>(T* padded, T* cotangent, int height, int width, T* kernel) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => AddToKernel<T, TSimd>(padded, cotangent, height, width, kernel);
    }
}
