namespace AutogradMaml.Maml;

/// <summary>The rows of a PNG file: takes back their filters and spreads their samples over planes.</summary>
internal static class PngPixels
{
    public static ByteImage Read(Stream rows, PngHeader header, PngColours colours, string name, out uint checksum)
    {
        bool hasAlpha = colours.Key.Length > 0 || colours.PaletteAlpha.Length > 0;
        int channels = (header.Type == PngColourType.Palette ? 3 : header.Samples) + (hasAlpha ? 1 : 0);
        var pixels = new byte[channels * header.Height * header.Width];

        // In front of each row stands its filter; in front of the first pixel and above the first row everything counts as 0.
        var row = new byte[1 + header.RowBytes];
        var above = new byte[1 + header.RowBytes];
        var samples = new byte[header.Width * header.Samples];
        Adler32 sum = new();
        for (int y = 0; y < header.Height; y++)
        {
            rows.ReadExactly(row);
            sum.Add(row);
            Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), header.PixelBytes, name);
            Unpack(row.AsSpan(1), samples, header.Bits);
            Spread(samples, pixels, y, header, colours, hasAlpha, name);
            (row, above) = (above, row);
        }

        checksum = sum.Value;
        return new(channels, header.Height, header.Width, pixels);
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int back, string name)
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
            case 4:
                for (int k = 0; k < row.Length; k++)
                {
                    row[k] += k < back ? above[k] : Paeth(row[k - back], above[k], above[k - back]);
                }

                break;
            default:
                throw new ImageFileException(name, $"a row names filter {filter}; the format has 0 to 4.");
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

    private static void Spread(ReadOnlySpan<byte> samples, Span<byte> pixels, int y, PngHeader header, PngColours colours, bool hasAlpha, string name)
    {
        int plane = header.Height * header.Width;
        int start = y * header.Width;
        if (header.Type == PngColourType.Palette)
        {
            int entries = colours.Palette.Length / 3;
            for (int x = 0; x < samples.Length; x++)
            {
                int entry = samples[x];
                if (entry >= entries)
                {
                    throw new ImageFileException(name, $"a pixel names colour {entry} of a palette of {entries}.");
                }

                for (int c = 0; c < 3; c++)
                {
                    pixels[(c * plane) + start + x] = colours.Palette[(3 * entry) + c];
                }

                if (hasAlpha)
                {
                    pixels[(3 * plane) + start + x] = entry < colours.PaletteAlpha.Length ? colours.PaletteAlpha[entry] : byte.MaxValue;
                }
            }

            return;
        }

        int count = header.Samples;
        int scale = 255 / ((1 << header.Bits) - 1);
        for (int x = 0; x < header.Width; x++)
        {
            ReadOnlySpan<byte> pixel = samples.Slice(x * count, count);
            for (int c = 0; c < count; c++)
            {
                pixels[(c * plane) + start + x] = (byte)(pixel[c] * scale);
            }

            if (hasAlpha)
            {
                pixels[(count * plane) + start + x] = pixel.SequenceEqual(colours.Key) ? byte.MinValue : byte.MaxValue;
            }
        }
    }
}
