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
        => Widths.Descend<T, CopyLoop<T>>(new(from, to), length);

    /// <summary>to[i] = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear<T>(T* to, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Widths.Descend<T, ClearLoop<T>>(new(to), length);

    private readonly struct CopyLoop<T>(T* from, T* to) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
        {
            int i = start;
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                TSimd.Load(from + i).Store(to + i);
            }

            return i;
        }
    }

    private readonly struct ClearLoop<T>(T* to) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
        {
            int i = start;
            for (; i <= end - TSimd.Count; i += TSimd.Count)
            {
                TSimd.Zero.Store(to + i);
            }

            return i;
        }
    }
}
