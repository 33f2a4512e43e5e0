using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Short runs of neighbouring elements, copied or cleared without the cost of a call to the runtime's own copy.</summary>
internal static unsafe class Lines
{
    /// <summary>to[i] = from[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(T* from, T* to, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Elementwise.Has512<T>())
        {
            i = Copy<T, Lanes512<T>>(from, to, i, length);
        }

        if (Elementwise.Has256<T>())
        {
            i = Copy<T, Lanes256<T>>(from, to, i, length);
        }

        if (Elementwise.Has128<T>())
        {
            i = Copy<T, Lanes128<T>>(from, to, i, length);
        }

        Copy<T, Lane1<T>>(from, to, i, length);
    }

    /// <summary>to[i] = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear<T>(T* to, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (Elementwise.Has512<T>())
        {
            i = Clear<T, Lanes512<T>>(to, i, length);
        }

        if (Elementwise.Has256<T>())
        {
            i = Clear<T, Lanes256<T>>(to, i, length);
        }

        if (Elementwise.Has128<T>())
        {
            i = Clear<T, Lanes128<T>>(to, i, length);
        }

        Clear<T, Lane1<T>>(to, i, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Copy<T, TSimd>(T* from, T* to, int i, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (; i <= length - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Load(from + i).Store(to + i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Clear<T, TSimd>(T* to, int i, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (; i <= length - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Zero.Store(to + i);
        }

        return i;
    }
}
