using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The loops that carry a function over arrays; vectors first, single numbers at the end.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y[i] = f(x[i]).</summary>
    public static void Map<T, TFunction>(TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IUnaryFunction<T>
    {
        fixed (T* source = x)
        fixed (T* destination = y)
        {
            Widths.Descend<T, MapLoop<T, TFunction>>(new(function, source, destination), y.Length);
        }
    }

    /// <summary>z[i] = f(x[i * xStep], y[i * yStep]) with steps of 0 (one value for all) or 1.</summary>
    public static void Zip<T, TFunction>(T* x, int xStep, T* y, int yStep, T* z, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction<T>
        => Widths.Descend<T, ZipLoop<T, TFunction>>(new(x, xStep, y, yStep, z), length);

    // A method of its own for each width. Compiled by what a process has been seen to do, the runtime may take the loops of all widths into
    // the operation that asks; of a long function that is more than it inlines, and the operators are left as calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Map<T, TFunction, TSimd>(TFunction function, T* x, T* y, int start, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IUnaryFunction<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int i = start;
        for (; i <= end - TSimd.Count; i += TSimd.Count)
        {
            function.Invoke(TSimd.Load(x + i)).Store(y + i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Zip<T, TFunction, TSimd>(T* x, int xStep, T* y, int yStep, T* z, int start, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int i = start;
        if (xStep == 1 && yStep == 1)
        {
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                TFunction.Invoke(TSimd.Load(x + i), TSimd.Load(y + i)).Store(z + i);
            }
        }
        else if (xStep == 1)
        {
            TSimd right = TSimd.Broadcast(*y);
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                TFunction.Invoke(TSimd.Load(x + i), right).Store(z + i);
            }
        }
        else if (yStep == 1)
        {
            TSimd left = TSimd.Broadcast(*x);
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                TFunction.Invoke(left, TSimd.Load(y + i)).Store(z + i);
            }
        }
        else
        {
            TSimd value = TFunction.Invoke(TSimd.Broadcast(*x), TSimd.Broadcast(*y));
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                value.Store(z + i);
            }
        }

        return i;
    }

    private readonly struct MapLoop<T, TFunction>(TFunction function, T* x, T* y) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => Map<T, TFunction, TSimd>(function, x, y, start, end);
    }

    private readonly struct ZipLoop<T, TFunction>(T* x, int xStep, T* y, int yStep, T* z) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => Zip<T, TFunction, TSimd>(x, xStep, y, yStep, z, start, end);
    }
}
