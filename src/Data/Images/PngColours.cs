using System.Buffers.Binary;

namespace AutogradMaml.Data;

/// <summary>The palette of a PNG file and the colour that is transparent in it, checked against the header.</summary>
internal readonly ref struct PngColours
{
    private PngColours(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> paletteAlpha, ReadOnlySpan<byte> key)
    {
        Palette = palette;
        PaletteAlpha = paletteAlpha;
        Key = key;
    }

    /// <summary>Red, green and blue of each entry; empty without a palette.</summary>
    public ReadOnlySpan<byte> Palette { get; }

    /// <summary>The alpha of the first entries of the palette; the others are opaque.</summary>
    public ReadOnlySpan<byte> PaletteAlpha { get; }

    /// <summary>The samples that mark a transparent pixel; empty if there are none.</summary>
    public ReadOnlySpan<byte> Key { get; }

    public static PngColours Parse(
        PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency, bool hasTransparency, string name)
    {
        bool usesPalette = header.Type == PngColourType.Palette;
        if (usesPalette != palette.Length > 0 && (usesPalette || header.Type is PngColourType.Grey or PngColourType.GreyAlpha))
        {
            throw new ImageFileException(
                name, usesPalette ? "it has colours from a palette, but no palette." : "it is grey, but has a palette.");
        }

        if (palette.Length % 3 != 0 || palette.Length > 3 * 256 || (usesPalette && palette.Length > 3 << header.Bits))
        {
            throw new ImageFileException(
                name, $"its palette has {palette.Length} bytes; three for each of at most {1 << header.Bits} colours are expected.");
        }

        ReadOnlySpan<byte> used = usesPalette ? palette : default;
        if (!hasTransparency)
        {
            return new(used, default, default);
        }

        if (usesPalette)
        {
            return transparency.Length <= palette.Length / 3
                ? new(used, transparency, default)
                : throw new ImageFileException(
                    name, $"its chunk tRNS names {transparency.Length} colours of a palette of {palette.Length / 3}.");
        }

        return new(used, default, ParseKey(header, transparency, name));
    }

    private static byte[] ParseKey(PngHeader header, ReadOnlySpan<byte> transparency, string name)
    {
        if (header.Type is PngColourType.GreyAlpha or PngColourType.Rgba || transparency.Length != 2 * header.Samples)
        {
            throw new ImageFileException(name, $"its chunk tRNS of {transparency.Length} bytes does not fit its colours.");
        }

        var key = new byte[header.Samples];
        for (int k = 0; k < key.Length; k++)
        {
            int sample = BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * k)..]);
            key[k] = sample < 1 << header.Bits
                ? (byte)sample
                : throw new ImageFileException(name, $"its chunk tRNS names the sample {sample}, beyond {header.Bits} bits.");
        }

        return key;
    }
}
