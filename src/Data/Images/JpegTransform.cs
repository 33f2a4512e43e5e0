namespace AutogradMaml.Data;

/// <summary>The inverse cosine transform of a block of a JPEG file, in whole numbers: the same bits everywhere.</summary>
/// <remarks>
/// s(y, x) = 128 + sum over v and u of c(v) c(u) / 4 cos((2 y + 1) v pi / 16) cos((2 x + 1) u pi / 16) F(v, u), c(0) = 1 / sqrt 2, else 1;
/// columns first, then rows, each in halves: even u are the same at x and 7 - x, odd ones of opposite sign. Coefficients are cut at 2047,
/// twice what samples of 8 bits can lead to, so that no sum exceeds 32 bits: 8 (2.65)^2 2047 2^14 &lt; 2^31. Source: ITU-T T.81, section
/// A.3.3.
/// </remarks>
internal static class JpegTransform
{
    private const int Side = JpegComponent.Side;
    private const int Half = Side / 2;

    // Cosines times 2^13, which with the factor of 1/2 for each way is 2^14; between the two ways three bits more than the samples have are
    // kept.
    private const int CosineBits = 14;
    private const int KeptBits = 3;
    private const int Largest = 2047;

    // [x, u] for x = 0 to 3: 8192 c(u) cos((2 x + 1) u pi / 16), rounded.
    private static ReadOnlySpan<short> Cosines =>
    [
        5793, 8035, 7568, 6811, 5793, 4551, 3135, 1598,
        5793, 6811, 3135, -1598, -5793, -8035, -7568, -4551,
        5793, 4551, -3135, -8035, -5793, 1598, 7568, 6811,
        5793, 1598, -7568, -4551, 5793, 6811, -3135, -8035,
    ];

    /// <summary>Computes samples.</summary>
    /// <param name="coefficients">[8, 8].</param>
    /// <param name="quantization">[8, 8]: what they are multiplied by.</param>
    /// <param name="samples">[8, 8] in rows of a larger array.</param>
    /// <param name="stride">The length of those rows.</param>
    public static void Invert(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> quantization, Span<byte> samples, int stride)
    {
        Span<int> columns = stackalloc int[JpegComponent.BlockLength];
        Span<int> line = stackalloc int[Side];
        for (int u = 0; u < Side; u++)
        {
            bool isFlat = true;
            for (int v = 0; v < Side; v++)
            {
                long value = coefficients[(v * Side) + u] * (long)quantization[(v * Side) + u];
                line[v] = (int)Math.Clamp(value, -Largest, Largest);
                isFlat &= v == 0 || line[v] == 0;
            }

            Transform(line, isFlat, CosineBits - KeptBits);
            for (int y = 0; y < Side; y++)
            {
                columns[(y * Side) + u] = line[y];
            }
        }

        for (int y = 0; y < Side; y++)
        {
            Span<int> row = columns.Slice(y * Side, Side);
            Transform(row, isFlat: false, CosineBits + KeptBits);
            for (int x = 0; x < Side; x++)
            {
                samples[(y * stride) + x] = (byte)Math.Clamp(row[x] + 128, 0, byte.MaxValue);
            }
        }
    }

    // Of eight numbers, in place, divided by a power of two and rounded half up.
    private static void Transform(Span<int> line, bool isFlat, int bits)
    {
        int rounding = 1 << (bits - 1);
        if (isFlat)
        {
            line.Fill(((Cosines[0] * line[0]) + rounding) >> bits);
            return;
        }

        Span<int> result = stackalloc int[Side];
        for (int x = 0; x < Half; x++)
        {
            ReadOnlySpan<short> cosines = Cosines.Slice(x * Side, Side);
            int even = (cosines[0] * line[0]) + (cosines[2] * line[2]) + (cosines[4] * line[4]) + (cosines[6] * line[6]);
            int odd = (cosines[1] * line[1]) + (cosines[3] * line[3]) + (cosines[5] * line[5]) + (cosines[7] * line[7]);
            result[x] = (even + odd + rounding) >> bits;
            result[Side - 1 - x] = (even - odd + rounding) >> bits;
        }

        result.CopyTo(line);
    }
}
