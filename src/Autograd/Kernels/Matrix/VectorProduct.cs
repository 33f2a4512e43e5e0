using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Matrix products in which a factor or the result is a vector. They move as many numbers as they multiply, so that nothing is
/// copied or turned first.</summary>
/// <remarks>The order of every sum depends on the length of the inner axis alone, not on the width of the vectors.</remarks>
internal static unsafe class VectorProduct
{
    // Of the sums of a row, whatever the width of the vectors: as many as the widest ones hold.
    private const int SumBytes = 64;

    /// <summary>c[i] = sum over k of A[i, k] b[k]. There are as many sums as numbers in 64 bytes, element k going to sum k modulo their
    /// number, and they are then added by halves.</summary>
    /// <param name="rows">The rows of A.</param>
    /// <param name="inner">The columns of A.</param>
    /// <param name="a">The first element of A, whose rows are contiguous.</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="b">The first element of b, which is contiguous.</param>
    /// <param name="c">The first element of c, which is contiguous.</param>
    public static void Rows<T>(int rows, int inner, T* a, nint aRow, T* b, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowsWork<T> work = new(rows, inner, a, aRow, b, c);
        Widths.Widest<T, RowsWork<T>>(ref work);
    }

    /// <summary>c[j] = sum over k of a[k] B[k, j], in order.</summary>
    /// <param name="columns">The columns of B.</param>
    /// <param name="inner">The rows of B.</param>
    /// <param name="a">The first element of a.</param>
    /// <param name="aStep">The distance between elements of a.</param>
    /// <param name="b">The first element of B, whose rows are contiguous.</param>
    /// <param name="bRow">The distance between rows of B.</param>
    /// <param name="c">The first element of c, which is contiguous.</param>
    public static void Columns<T>(int columns, int inner, T* a, nint aStep, T* b, nint bRow, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widths.Descend<T, ColumnsLoop<T>>(new(inner, a, aStep, b, bRow, c), columns);

    /// <summary>C[i, j] = a[i] b[j].</summary>
    /// <param name="rows">The length of a.</param>
    /// <param name="columns">The length of b.</param>
    /// <param name="a">The first element of a.</param>
    /// <param name="aStep">The distance between elements of a.</param>
    /// <param name="b">The first element of b, which is contiguous.</param>
    /// <param name="c">The first element of C, whose rows are contiguous.</param>
    /// <param name="cRow">The distance between rows of C.</param>
    public static void Outer<T>(int rows, int columns, T* a, nint aStep, T* b, T* c, nint cRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widths.Descend<T, OuterLoop<T>>(new(rows, a, aStep, b, c, cRow), columns);

    // The sums are one vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowsByWholeVectors<T>(int rows, int inner, T* a, nint aRow, T* b, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int whole = inner - (inner % Lanes512<T>.Count);
        var mask = Lanes512<T>.FirstLanes(inner - whole);
        for (int i = 0; i < rows; i++, a += aRow)
        {
            Lanes512<T> sums = Lanes512<T>.Zero;
            for (int k = 0; k < whole; k += Lanes512<T>.Count)
            {
                sums = Lanes512<T>.MultiplyAdd(Lanes512<T>.Load(a + k), Lanes512<T>.Load(b + k), sums);
            }

            if (whole < inner)
            {
                sums = Lanes512<T>.MultiplyAdd(Lanes512<T>.LoadPart(a + whole, mask), Lanes512<T>.LoadPart(b + whole, mask), sums);
            }

            c[i] = sums.SumByHalves();
        }
    }

    // The sums are two vectors or four. The end of the rows is filled up with zeros.
    private static void RowsByVectors<T, TSimd>(int rows, int inner, T* a, nint aRow, T* b, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int lanes = SumBytes / sizeof(T);
        int whole = inner - (inner % lanes);
        int rest = inner - whole;
        T* leftEnd = stackalloc T[2 * lanes];
        T* rightEnd = leftEnd + lanes;
        new Span<T>(leftEnd, 2 * lanes).Clear();
        Buffer.MemoryCopy(b + whole, rightEnd, SumBytes, rest * sizeof(T));
        for (int i = 0; i < rows; i++, a += aRow)
        {
            TSimd s0 = TSimd.Zero;
            TSimd s1 = TSimd.Zero;
            TSimd s2 = TSimd.Zero;
            TSimd s3 = TSimd.Zero;
            for (int k = 0; k < whole; k += lanes)
            {
                AddProducts(a + k, b + k, ref s0, ref s1, ref s2, ref s3);
            }

            if (rest > 0)
            {
                Buffer.MemoryCopy(a + whole, leftEnd, SumBytes, rest * sizeof(T));
                AddProducts(leftEnd, rightEnd, ref s0, ref s1, ref s2, ref s3);
            }

            TSimd sums = lanes == 2 * TSimd.Count ? s0 + s1 : (s0 + s2) + (s1 + s3);
            c[i] = sums.SumByHalves();
        }
    }

    // 64 bytes of either side: two vectors or four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts<T, TSimd>(T* a, T* b, ref TSimd s0, ref TSimd s1, ref TSimd s2, ref TSimd s3)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        s0 = TSimd.MultiplyAdd(TSimd.Load(a), TSimd.Load(b), s0);
        s1 = TSimd.MultiplyAdd(TSimd.Load(a + TSimd.Count), TSimd.Load(b + TSimd.Count), s1);
        if (SumBytes > 2 * TSimd.Count * sizeof(T))
        {
            s2 = TSimd.MultiplyAdd(TSimd.Load(a + (2 * TSimd.Count)), TSimd.Load(b + (2 * TSimd.Count)), s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(a + (3 * TSimd.Count)), TSimd.Load(b + (3 * TSimd.Count)), s3);
        }
    }

    private static void RowsByNumber<T>(int rows, int inner, T* a, nint aRow, T* b, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = SumBytes / sizeof(T);
        T* sums = stackalloc T[lanes];
        for (int i = 0; i < rows; i++, a += aRow)
        {
            new Span<T>(sums, lanes).Clear();
            for (int k = 0; k < inner; k++)
            {
                sums[k % lanes] = T.MultiplyAddEstimate(a[k], b[k], sums[k % lanes]);
            }

            for (int half = lanes / 2; half > 0; half /= 2)
            {
                for (int k = 0; k < half; k++)
                {
                    sums[k] += sums[half + k];
                }
            }

            c[i] = sums[0];
        }
    }

    // Strips of four vectors, then one of what is left, the last vector of which may be a part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Columns<T, TSimd>(int start, int columns, int inner, T* a, nint aStep, T* b, nint bRow, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int j = start;
        for (; j <= columns - (4 * TSimd.Count); j += 4 * TSimd.Count)
        {
            Strip<T, TSimd, VectorCount.Four>(inner, a, aStep, b + j, bRow, c + j, TSimd.Count);
        }

        int left = columns - j;
        int end = columns;
        if (!TSimd.HasParts)
        {
            end -= left % TSimd.Count;
            left -= left % TSimd.Count;
        }

        if (left > 3 * TSimd.Count)
        {
            Strip<T, TSimd, VectorCount.Four>(inner, a, aStep, b + j, bRow, c + j, left - (3 * TSimd.Count));
        }
        else if (left > 2 * TSimd.Count)
        {
            Strip<T, TSimd, VectorCount.Three>(inner, a, aStep, b + j, bRow, c + j, left - (2 * TSimd.Count));
        }
        else if (left > TSimd.Count)
        {
            Strip<T, TSimd, VectorCount.Two>(inner, a, aStep, b + j, bRow, c + j, left - TSimd.Count);
        }
        else if (left > 0)
        {
            Strip<T, TSimd, VectorCount.One>(inner, a, aStep, b + j, bRow, c + j, left);
        }

        return end;
    }

    // One to four vectors of columns, of the last one the given lanes.
    private static void Strip<T, TSimd, TVectors>(int inner, T* a, nint aStep, T* b, nint bRow, T* c, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TVectors : struct, IVectorCount
    {
        TSimd s0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero;
        TSimd s2 = TSimd.Zero;
        TSimd last = TSimd.Zero;
        TSimd mask = TSimd.HasParts ? TSimd.FirstLanes(lanes) : TSimd.Zero;
        int place = (TVectors.Count - 1) * TSimd.Count;
        for (int k = 0; k < inner; k++, a += aStep, b += bRow)
        {
            TSimd factor = TSimd.Broadcast(*a);
            s0 = TVectors.Count > 1 ? TSimd.MultiplyAdd(factor, TSimd.Load(b), s0) : s0;
            s1 = TVectors.Count > 2 ? TSimd.MultiplyAdd(factor, TSimd.Load(b + TSimd.Count), s1) : s1;
            s2 = TVectors.Count > 3 ? TSimd.MultiplyAdd(factor, TSimd.Load(b + (2 * TSimd.Count)), s2) : s2;
            last = TSimd.MultiplyAdd(factor, TSimd.HasParts ? TSimd.LoadPart(b + place, mask) : TSimd.Load(b + place), last);
        }

        if (TVectors.Count > 1)
        {
            s0.Store(c);
        }

        if (TVectors.Count > 2)
        {
            s1.Store(c + TSimd.Count);
        }

        if (TVectors.Count > 3)
        {
            s2.Store(c + (2 * TSimd.Count));
        }

        if (TSimd.HasParts)
        {
            last.StorePart(c + place, mask);
        }
        else
        {
            last.Store(c + place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Outer<T, TSimd>(int start, int rows, int columns, T* a, nint aStep, T* b, T* c, nint cRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        // Added to zero, as in a sum of one product, a product of -0 becomes 0.
        int j = start;
        for (; j <= columns - (2 * TSimd.Count); j += 2 * TSimd.Count)
        {
            TSimd first = TSimd.Load(b + j);
            TSimd second = TSimd.Load(b + j + TSimd.Count);
            T* factor = a;
            T* row = c + j;
            for (int i = 0; i < rows; i++, factor += aStep, row += cRow)
            {
                TSimd left = TSimd.Broadcast(*factor);
                TSimd.MultiplyAdd(left, first, TSimd.Zero).Store(row);
                TSimd.MultiplyAdd(left, second, TSimd.Zero).Store(row + TSimd.Count);
            }
        }

        for (; j <= columns - TSimd.Count; j += TSimd.Count)
        {
            TSimd right = TSimd.Load(b + j);
            T* factor = a;
            T* row = c + j;
            for (int i = 0; i < rows; i++, factor += aStep, row += cRow)
            {
                TSimd.MultiplyAdd(TSimd.Broadcast(*factor), right, TSimd.Zero).Store(row);
            }
        }

        if (TSimd.HasParts && j < columns)
        {
            TSimd mask = TSimd.FirstLanes(columns - j);
            TSimd right = TSimd.LoadPart(b + j, mask);
            T* factor = a;
            T* row = c + j;
            for (int i = 0; i < rows; i++, factor += aStep, row += cRow)
            {
                TSimd.MultiplyAdd(TSimd.Broadcast(*factor), right, TSimd.Zero).StorePart(row, mask);
            }

            j = columns;
        }

        return j;
    }

    // How many vectors a strip has: a type, so that the compiler makes a loop for each from one text.
    private interface IVectorCount
    {
        static abstract int Count { get; }
    }

    private static class VectorCount
    {
        public readonly struct One : IVectorCount
        {
            public static int Count => 1;
        }

        public readonly struct Two : IVectorCount
        {
            public static int Count => 2;
        }

        public readonly struct Three : IVectorCount
        {
            public static int Count => 3;
        }

        public readonly struct Four : IVectorCount
        {
            public static int Count => 4;
        }
    }

    private readonly struct RowsWork<T>(int rows, int inner, T* a, nint aRow, T* b, T* c) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
        {
            if (TSimd.Count == Lanes512<T>.Count)
            {
                RowsByWholeVectors(rows, inner, a, aRow, b, c);
            }
            else if (TSimd.Count > 1)
            {
                RowsByVectors<T, TSimd>(rows, inner, a, aRow, b, c);
            }
            else
            {
                RowsByNumber(rows, inner, a, aRow, b, c);
            }
        }
    }

    private readonly struct ColumnsLoop<T>(int inner, T* a, nint aStep, T* b, nint bRow, T* c) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => Columns<T, TSimd>(start, end, inner, a, aStep, b, bRow, c);
    }

    private readonly struct OuterLoop<T>(int rows, T* a, nint aStep, T* b, T* c, nint cRow) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => Outer<T, TSimd>(start, rows, end, a, aStep, b, c, cRow);
    }
}
