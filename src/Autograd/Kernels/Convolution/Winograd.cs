using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// The transforms of Winograd's minimal filtering F(m x n, 3 x 3), m and n 3 or 4: a tile of m x n results y of a 3 x 3 kernel g over a
/// tile d of elements is y = A' [(G g G') * (B' d B)] A. At stride 1 it takes (m + 2)(n + 2) multiplications in place of 9 m n. At stride 2
/// the places of the two outer elements of g and those of the middle one fall apart: F(m, 2) serves the former, and the latter remain as
/// they are, so that it takes (2 m + 1)(2 n + 1). Summed over channels, and with many tiles at once, the element-wise product becomes as
/// many matrix products.
/// </summary>
/// <remarks>
/// It is the product of polynomials by their values at points: 0, 3/4, -3/4, 3/2, -3/2 and infinity for four results at stride 1, and for
/// three the same without -3/2; at stride 2 without -3/2, and for three without 3/2 too. So tiles of three and of four results take the
/// same G, and their products add up in the gradient of the kernel, g += G' [(A y A') * (B' d B)] G. The points are exact in binary, and
/// chosen by measurement: the errors are about twice those of the plain sums, and the common 1 and 2 would double them again. Everything is
/// vectorized over channels, which stand together in memory. Sources: A. Lavin and S. Gray, Fast algorithms for convolutional neural
/// networks, 2015, arXiv:1509.09308; B. Barabasz and others, Error analysis and improving the accuracy of Winograd convolution, 2018,
/// arXiv:1803.10986.
/// </remarks>
internal static unsafe class Winograd
{
    /// <summary>The width of every grid of pointers that a transform takes.</summary>
    public const int Width = 9;

    /// <summary>The transforms of a kernel along an axis.</summary>
    public const int KernelPoints = 6;

    /// <summary>The transforms of a kernel.</summary>
    public const int KernelProducts = KernelPoints * KernelPoints;

    /// <summary>The elements of scratch memory that a transform takes: constants, and what is transformed down but not yet
    /// across.</summary>
    public const int RoomLength = ConstantsRoom + (Width * Width * MostLanes);

    private const int ConstantsRoom = 32;
    private const int MostLanes = 16;

    /// <summary>Prepares the scratch memory of transforms.</summary>
    /// <param name="room">Scratch memory, <see cref="RoomLength"/>.</param>
    public static void Prepare<T>(T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => WinogradConstants.Fill(room);

    /// <summary>L d R' for each channel of a grid d, one map L down and one map R across.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <typeparam name="TDown">The map down.</typeparam>
    /// <typeparam name="TAcross">The map across.</typeparam>
    /// <param name="from">Where the channels of each element of d begin, nine to a row; those that the maps don't take are not looked
    /// at.</param>
    /// <param name="fromOffset">What is added to each of these places.</param>
    /// <param name="to">Where the channels of each result go, nine to a row; those that the maps don't give are not looked at.</param>
    /// <param name="toOffset">What is added to each of these places.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="room">Prepared scratch memory.</param>
    public static void Transform<T, TDown, TAcross>(T** from, nint fromOffset, T** to, nint toOffset, int channels, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDown : IWinogradMap
        where TAcross : IWinogradMap
        => Widths.Descend<T, TransformLoop<T, TDown, TAcross>>(new(from, fromOffset, to, toOffset, room), channels);

    private static int Transform<T, TSimd, TDown, TAcross>(T** from, nint fromOffset, T** to, nint toOffset, int c, int channels, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TDown : IWinogradMap
        where TAcross : IWinogradMap
    {
        T* rows = room + ConstantsRoom;
        for (; c <= channels - TSimd.Count; c += TSimd.Count)
        {
            for (int j = 0; j < Width; j++)
            {
                if (Has(TAcross.Takes, j))
                {
                    Down<T, TSimd, TDown>(from + j, fromOffset + c, rows + (j * TSimd.Count), room);
                }
            }

            for (int i = 0; i < Width; i++)
            {
                if (Has(TDown.Gives, i))
                {
                    Across<T, TSimd, TAcross>(rows + (i * Width * TSimd.Count), to + (i * Width), toOffset + c, room);
                }
            }
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Down<T, TSimd, TMap>(T** column, nint offset, T* result, T* constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TMap : IWinogradMap
    {
        TMap.Apply(
            constants,
            Has(TMap.Takes, 0) ? TSimd.Load(column[0] + offset) : TSimd.Zero,
            Has(TMap.Takes, 1) ? TSimd.Load(column[Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 2) ? TSimd.Load(column[2 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 3) ? TSimd.Load(column[3 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 4) ? TSimd.Load(column[4 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 5) ? TSimd.Load(column[5 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 6) ? TSimd.Load(column[6 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 7) ? TSimd.Load(column[7 * Width] + offset) : TSimd.Zero,
            Has(TMap.Takes, 8) ? TSimd.Load(column[8 * Width] + offset) : TSimd.Zero,
            out TSimd r0,
            out TSimd r1,
            out TSimd r2,
            out TSimd r3,
            out TSimd r4,
            out TSimd r5,
            out TSimd r6,
            out TSimd r7,
            out TSimd r8);
        Keep(TMap.Gives, 0, r0, result);
        Keep(TMap.Gives, 1, r1, result + (Width * TSimd.Count));
        Keep(TMap.Gives, 2, r2, result + (2 * Width * TSimd.Count));
        Keep(TMap.Gives, 3, r3, result + (3 * Width * TSimd.Count));
        Keep(TMap.Gives, 4, r4, result + (4 * Width * TSimd.Count));
        Keep(TMap.Gives, 5, r5, result + (5 * Width * TSimd.Count));
        Keep(TMap.Gives, 6, r6, result + (6 * Width * TSimd.Count));
        Keep(TMap.Gives, 7, r7, result + (7 * Width * TSimd.Count));
        Keep(TMap.Gives, 8, r8, result + (8 * Width * TSimd.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Keep(int gives, int k, TSimd value, T* place)
        {
            if (Has(gives, k))
            {
                value.Store(place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Across<T, TSimd, TMap>(T* row, T** to, nint offset, T* constants)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TMap : IWinogradMap
    {
        TMap.Apply(
            constants,
            Has(TMap.Takes, 0) ? TSimd.Load(row) : TSimd.Zero,
            Has(TMap.Takes, 1) ? TSimd.Load(row + TSimd.Count) : TSimd.Zero,
            Has(TMap.Takes, 2) ? TSimd.Load(row + (2 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 3) ? TSimd.Load(row + (3 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 4) ? TSimd.Load(row + (4 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 5) ? TSimd.Load(row + (5 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 6) ? TSimd.Load(row + (6 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 7) ? TSimd.Load(row + (7 * TSimd.Count)) : TSimd.Zero,
            Has(TMap.Takes, 8) ? TSimd.Load(row + (8 * TSimd.Count)) : TSimd.Zero,
            out TSimd r0,
            out TSimd r1,
            out TSimd r2,
            out TSimd r3,
            out TSimd r4,
            out TSimd r5,
            out TSimd r6,
            out TSimd r7,
            out TSimd r8);
        Keep(TMap.Gives, 0, r0, to, offset);
        Keep(TMap.Gives, 1, r1, to, offset);
        Keep(TMap.Gives, 2, r2, to, offset);
        Keep(TMap.Gives, 3, r3, to, offset);
        Keep(TMap.Gives, 4, r4, to, offset);
        Keep(TMap.Gives, 5, r5, to, offset);
        Keep(TMap.Gives, 6, r6, to, offset);
        Keep(TMap.Gives, 7, r7, to, offset);
        Keep(TMap.Gives, 8, r8, to, offset);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Keep(int gives, int k, TSimd value, T** to, nint offset)
        {
            if (Has(gives, k))
            {
                value.Store(to[k] + offset);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Has(int elements, int k) => ((elements >> k) & 1) != 0;

    private readonly struct TransformLoop<T, TDown, TAcross>(T** from, nint fromOffset, T** to, nint toOffset, T* room) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDown : IWinogradMap
        where TAcross : IWinogradMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => Transform<T, TSimd, TDown, TAcross>(from, fromOffset, to, toOffset, start, end, room);
    }
}
