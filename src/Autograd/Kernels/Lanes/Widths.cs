using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The choice of the width of vectors. What a kernel does with one width is a struct; which widths it is done with is decided
/// here.</summary>
/// <remarks>What the hardware has is a constant to the compiler, and all of this goes into the kernel that asks, so that a choice without a
/// condition costs nothing.</remarks>
internal static class Widths
{
    /// <summary>Whether the hardware has vectors of 512 bits for T.</summary>
    public static bool Has512<T>() => Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported;

    public static bool Has256<T>() => Vector256.IsHardwareAccelerated && Vector256<T>.IsSupported;

    public static bool Has128<T>() => Vector128.IsHardwareAccelerated && Vector128<T>.IsSupported;

    /// <summary>The lanes of the widest vectors.</summary>
    public static int Lanes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Has512<T>() ? Lanes512<T>.Count : Has256<T>() ? Lanes256<T>.Count : Has128<T>() ? Lanes128<T>.Count : Lane1<T>.Count;

    /// <summary>Does a loop from 0 to an end: each width does what it can of what the wider ones left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Descend<T, TLoop>(TLoop loop, int end)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLoop : struct, ILaneLoop<T>
    {
        int start = 0;
        if (Has512<T>())
        {
            start = loop.Run<Lanes512<T>>(start, end);
        }

        if (Has256<T>() && start < end)
        {
            start = loop.Run<Lanes256<T>>(start, end);
        }

        if (Has128<T>() && start < end)
        {
            start = loop.Run<Lanes128<T>>(start, end);
        }

        if (start < end)
        {
            loop.Run<Lane1<T>>(start, end);
        }
    }

    /// <summary>Does work with the widest vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widest<T, TWork>(ref TWork work)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWork : struct, ILaneWork<T>
        => Within<T, TWork>(ref work, int.MaxValue);

    /// <summary>Does work with the widest vectors that have no more lanes than a row has elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Within<T, TWork>(ref TWork work, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWork : struct, ILaneWork<T>
    {
        if (Has512<T>() && length >= Lanes512<T>.Count)
        {
            work.Run<Lanes512<T>, Lanes256<T>>();
        }
        else if (Has256<T>() && length >= Lanes256<T>.Count)
        {
            work.Run<Lanes256<T>, Lanes128<T>>();
        }
        else if (Has128<T>() && length >= Lanes128<T>.Count)
        {
            work.Run<Lanes128<T>, Lane1<T>>();
        }
        else
        {
            work.Run<Lane1<T>, Lane1<T>>();
        }
    }

    /// <summary>Does work with the narrowest vectors that cover a row, or the widest: those of which a row has more elements than the next
    /// narrower ones have lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Covering<T, TWork>(ref TWork work, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TWork : struct, ILaneWork<T>
    {
        if (Has512<T>() && length > Lanes256<T>.Count)
        {
            work.Run<Lanes512<T>, Lanes256<T>>();
        }
        else if (Has256<T>() && length > Lanes128<T>.Count)
        {
            work.Run<Lanes256<T>, Lanes128<T>>();
        }
        else if (Has128<T>() && length > Lane1<T>.Count)
        {
            work.Run<Lanes128<T>, Lane1<T>>();
        }
        else
        {
            work.Run<Lane1<T>, Lane1<T>>();
        }
    }
}
