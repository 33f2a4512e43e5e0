using System.Numerics.Tensors;

namespace AutogradMaml.Data;

/// <summary>The pixels of a PNG file: checks its rows, and spreads their samples over planes.</summary>
internal static class PngPixels
{
    /// <summary>Reads all rows and keeps none: that there are as many as declared, that each names a filter of the format, and each pixel a
    /// colour of the palette.</summary>
    /// <returns>The checksum of the rows.</returns>
    public static uint Check(Stream rows, PngHeader header, PngColours colours, string name)
    {
        bool canMiss = header.Type == PngColourType.Palette && colours.Palette.Length < 3 << header.Bits;
        PngRows reader = new(rows, header, name);
        Adler32 sum = new();
        for (int y = 0; y < header.Height; y++)
        {
            sum.Add(reader.Next());
            if (canMiss)
            {
                RequireColours(reader.Samples(), colours, name);
            }
        }

        return sum.Value;
    }

    /// <summary>The image of rows that have been checked.</summary>
    public static ByteImage Read(Stream rows, PngHeader header, PngColours colours, string name)
    {
        bool hasAlpha = colours.Key.Length > 0 || colours.PaletteAlpha.Length > 0;
        int channels = (header.Type == PngColourType.Palette ? 3 : header.Samples) + (hasAlpha ? 1 : 0);
        var pixels = new byte[channels * header.Height * header.Width];
        PngRows reader = new(rows, header, name);
        for (int y = 0; y < header.Height; y++)
        {
            reader.Next();
            Spread(reader.Samples(), pixels, y, header, colours, hasAlpha);
        }

        return new(channels, header.Height, header.Width, pixels);
    }

    private static void RequireColours(ReadOnlySpan<byte> samples, PngColours colours, string name)
    {
        int entries = colours.Palette.Length / 3;
        int greatest = TensorPrimitives.Max(samples);
        if (greatest >= entries)
        {
            throw new ImageFileException(name, $"a pixel names colour {greatest} of a palette of {entries}.");
        }
    }

    private static void Spread(ReadOnlySpan<byte> samples, Span<byte> pixels, int y, PngHeader header, PngColours colours, bool hasAlpha)
    {
        int plane = header.Height * header.Width;
        int start = y * header.Width;
        if (header.Type == PngColourType.Palette)
        {
            for (int x = 0; x < samples.Length; x++)
            {
                int entry = samples[x];
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
