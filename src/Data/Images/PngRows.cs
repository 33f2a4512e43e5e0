namespace AutogradMaml.Data;

/// <summary>Reads the rows of a PNG file one by one: takes back their filters and unpacks their samples.</summary>
internal sealed class PngRows(Stream rows, PngHeader header, string name)
{
    private const int LastFilter = 4;

    private readonly byte[] _samples = new byte[header.Width * header.Samples];

    // In front of each row stands its filter; in front of the first pixel and above the first row everything counts as 0.
    private byte[] _row = new byte[1 + header.RowBytes];
    private byte[] _above = new byte[1 + header.RowBytes];

    /// <summary>Reads the next row and gives its bytes as they stand in the file.</summary>
    public ReadOnlySpan<byte> Next()
    {
        rows.ReadExactly(_row);
        return _row[0] <= LastFilter
            ? _row
            : throw new ImageFileException(name, $"a row names filter {_row[0]}; the format has 0 to {LastFilter}.");
    }

    /// <summary>The samples of the row that was read last, one a byte. To be called once for each row.</summary>
    public ReadOnlySpan<byte> Samples()
    {
        Unfilter(_row[0], _row.AsSpan(1), _above.AsSpan(1), header.PixelBytes);
        Unpack(_row.AsSpan(1), _samples, header.Bits);
        (_row, _above) = (_above, _row);
        return _samples;
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int back)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int k = back; k < row.Length; k++)
                {
                    row[k] += row[k - back];
                }

                break;
            case 2:
                for (int k = 0; k < row.Length; k++)
                {
                    row[k] += above[k];
                }

                break;
            case 3:
                for (int k = 0; k < row.Length; k++)
                {
                    row[k] += (byte)(((k < back ? 0 : row[k - back]) + above[k]) / 2);
                }

                break;
            default:
                for (int k = 0; k < row.Length; k++)
                {
                    row[k] += k < back ? above[k] : Paeth(row[k - back], above[k], above[k - back]);
                }

                break;
        }
    }

    // Whichever of left, above and above-left is nearest to left + above - aboveLeft; at a tie the first of them.
    private static byte Paeth(int left, int above, int aboveLeft)
    {
        int fromLeft = Math.Abs(above - aboveLeft);
        int fromAbove = Math.Abs(left - aboveLeft);
        int fromAboveLeft = Math.Abs(left + above - (2 * aboveLeft));
        return (byte)(fromLeft <= fromAbove && fromLeft <= fromAboveLeft ? left : fromAbove <= fromAboveLeft ? above : aboveLeft);
    }

    // Samples of fewer than 8 bits lie in a byte from its high end down.
    private static void Unpack(ReadOnlySpan<byte> row, Span<byte> samples, int bits)
    {
        if (bits == 8)
        {
            row.CopyTo(samples);
            return;
        }

        int inByte = 8 / bits;
        int mask = (1 << bits) - 1;
        for (int k = 0; k < samples.Length; k++)
        {
            samples[k] = (byte)((row[k / inByte] >> (8 - bits - (k % inByte * bits))) & mask);
        }
    }
}
