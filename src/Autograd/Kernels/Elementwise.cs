using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>A function of one number, written once for every vector width.</summary>
internal interface IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TSimd Invoke<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd, T>;
}

/// <summary>A function of two numbers, written once for every vector width.</summary>
internal interface IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TSimd Invoke<TSimd>(TSimd x, TSimd y)
        where TSimd : struct, ISimd<TSimd, T>;
}

/// <summary>The loops that carry a function over arrays; each owns its choice of width and its tail.</summary>
internal static unsafe class Elementwise
{
    /// <summary>Whether the hardware has vectors of 512 bits for T. A constant to the compiler, like the two below.</summary>
    public static bool Has512<T>() => Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported;

    public static bool Has256<T>() => Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported;

    public static bool Has128<T>() => Vector128.IsHardwareAccelerated && Vector128<T>.IsSupported;

    /// <summary>y[i] = f(x[i]).</summary>
    public static void Map<T, TFunction>(TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IUnaryFunction<T>
    {
        fixed (T* source = x)
        fixed (T* destination = y)
        {
            int i = 0;
            if (Has512<T>())
            {
                i = Map<T, TFunction, Lanes512<T>>(function, source, destination, i, y.Length);
            }

            if (Has256<T>() && i < y.Length)
            {
                i = Map<T, TFunction, Lanes256<T>>(function, source, destination, i, y.Length);
            }

            if (Has128<T>() && i < y.Length)
            {
                i = Map<T, TFunction, Lanes128<T>>(function, source, destination, i, y.Length);
            }

            if (i < y.Length)
            {
                Map<T, TFunction, Lane1<T>>(function, source, destination, i, y.Length);
            }
        }
    }

    /// <summary>z[i] = f(x[i * xStep], y[i * yStep]) with steps of 0 (one value for all) or 1.</summary>
    public static void Zip<T, TFunction>(T* x, int xStep, T* y, int yStep, T* z, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction<T>
    {
        int i = 0;
        if (Has512<T>())
        {
            i = Zip<T, TFunction, Lanes512<T>>(x, xStep, y, yStep, z, i, length);
        }

        if (Has256<T>() && i < length)
        {
            i = Zip<T, TFunction, Lanes256<T>>(x, xStep, y, yStep, z, i, length);
        }

        if (Has128<T>() && i < length)
        {
            i = Zip<T, TFunction, Lanes128<T>>(x, xStep, y, yStep, z, i, length);
        }

        if (i < length)
        {
            Zip<T, TFunction, Lane1<T>>(x, xStep, y, yStep, z, i, length);
        }
    }

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
}
