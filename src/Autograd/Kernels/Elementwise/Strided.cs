using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Loops over arrays of different layouts: broadcasting, rearranging and summing over axes.</summary>
internal static unsafe class Strided
{
    /// <summary>The strides with which a contiguous array of shape <paramref name="from"/> is read as if it had shape
    /// <paramref name="to"/>: 0 along every axis that broadcasts.</summary>
    public static void BroadcastStrides(Shape from, Shape to, Span<int> strides)
    {
        int stride = 1;
        int lead = to.Rank - from.Rank;
        for (int axis = to.Rank - 1; axis >= 0; axis--)
        {
            int size = axis >= lead ? from.Sizes[axis - lead] : 1;
            strides[axis] = size == 1 ? 0 : stride;
            stride *= size;
        }
    }

    /// <summary>z = f(x, y) with broadcasting.</summary>
    public static void Zip<T, TFunction>(ReadOnlySpan<T> x, Shape xShape, ReadOnlySpan<T> y, Shape yShape, Span<T> z, Shape zShape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction<T>
    {
        if (z.Length == 0)
        {
            return;
        }

        fixed (T* px = x)
        fixed (T* py = y)
        fixed (T* pz = z)
        {
            bool xFull = x.Length == z.Length;
            bool yFull = y.Length == z.Length;
            if ((xFull || x.Length == 1) && (yFull || y.Length == 1))
            {
                Elementwise.Zip<T, TFunction>(px, xFull ? 1 : 0, py, yFull ? 1 : 0, pz, z.Length);
                return;
            }

            Span<int> xStrides = stackalloc int[Shape.MaximumRank];
            Span<int> yStrides = stackalloc int[Shape.MaximumRank];
            BroadcastStrides(xShape, zShape, xStrides);
            BroadcastStrides(yShape, zShape, yStrides);
            LoopNest nest = new(zShape.Sizes, xStrides, yStrides);
            nint xOffset = 0;
            nint yOffset = 0;
            T* output = pz;
            do
            {
                Elementwise.Zip<T, TFunction>(px + xOffset, nest.InnerFirst, py + yOffset, nest.InnerSecond, output, nest.InnerSize);
                output += nest.InnerSize;
            }
            while (nest.Next(ref xOffset, ref yOffset));
        }
    }

    /// <summary>output[i, j, ...] = input[offset + i * strides[0] + j * strides[1] + ...], the output being contiguous: permuting,
    /// broadcasting, slicing and flipping are all this, with different strides.</summary>
    public static void Gather<T>(ReadOnlySpan<T> input, int offset, ReadOnlySpan<int> strides, Span<T> output, ReadOnlySpan<int> sizes)
        where T : unmanaged
    {
        if (output.Length == 0)
        {
            return;
        }

        fixed (T* source = input)
        fixed (T* destination = output)
        {
            nint first = 0;
            nint second = 0;
            T* next = destination;
            int last = sizes.Length - 1;
            if (last > 0 && strides[last - 1] == 1 && strides[last] > 1 && sizes[last] > 1 && sizes[last - 1] > 1)
            {
                // Turned matrices, one after the other.
                LoopNest matrices = new(sizes[..(last - 1)], strides, strides);
                do
                {
                    for (int k = 0; k < matrices.InnerSize; k++)
                    {
                        T* from = source + offset + first + ((nint)k * matrices.InnerFirst);
                        MatrixTranspose.Transpose(from, strides[last], sizes[last], sizes[last - 1], next, sizes[last]);
                        next += (nint)sizes[last - 1] * sizes[last];
                    }
                }
                while (matrices.Next(ref first, ref second));
                return;
            }

            LoopNest nest = new(sizes, strides, strides);
            do
            {
                T* from = source + offset + first;
                int step = nest.InnerFirst;
                if (step == 1)
                {
                    new ReadOnlySpan<T>(from, nest.InnerSize).CopyTo(new Span<T>(next, nest.InnerSize));
                }
                else if (step == 0)
                {
                    new Span<T>(next, nest.InnerSize).Fill(*from);
                }
                else
                {
                    for (int i = 0; i < nest.InnerSize; i++)
                    {
                        next[i] = *from;
                        from += step;
                    }
                }

                next += nest.InnerSize;
            }
            while (nest.Next(ref first, ref second));
        }
    }

    /// <summary>output[offset + i * strides[0] + ...] = input[i, j, ...], the input being contiguous; the rest of the output is
    /// zero.</summary>
    public static void Scatter<T>(ReadOnlySpan<T> input, ReadOnlySpan<int> sizes, Span<T> output, int offset, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        output.Clear();
        if (input.Length == 0)
        {
            return;
        }

        fixed (T* source = input)
        fixed (T* destination = output)
        {
            LoopNest nest = new(sizes, strides, strides);
            nint first = 0;
            nint second = 0;
            T* next = source;
            do
            {
                T* to = destination + offset + first;
                for (int i = 0; i < nest.InnerSize; i++)
                {
                    *to = next[i];
                    to += nest.InnerFirst;
                }

                next += nest.InnerSize;
            }
            while (nest.Next(ref first, ref second));
        }
    }

    /// <summary>Sums over every axis along which the output has stride 0. The order of the additions depends on the shape alone: rows of
    /// neighbours, merged as far as they can be, are added as <see cref="RowSum"/> says, those of one result in the order of the
    /// input.</summary>
    public static void Sum<T>(ReadOnlySpan<T> input, ReadOnlySpan<int> sizes, Span<T> output, ReadOnlySpan<int> outputStrides)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        output.Clear();
        if (input.Length == 0)
        {
            return;
        }

        LoopNest nest = new(sizes, outputStrides, outputStrides);
        nint first = 0;
        nint second = 0;
        int length = nest.InnerSize;
        fixed (T* source = input)
        fixed (T* target = output)
        {
            T* row = source;
            do
            {
                if (nest.InnerFirst == 0)
                {
                    RowSum.AddTo(target + first, row, length);
                }
                else
                {
                    RowSum.AddRow(target + first, row, length);
                }

                row += length;
            }
            while (nest.Next(ref first, ref second));
        }
    }
}
