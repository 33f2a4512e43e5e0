using System.Buffers.Binary;

namespace AutogradMaml.Data;

/// <summary>How the colours of a PNG file are given.</summary>
internal enum PngColourType
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>The header of a PNG file, checked.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Bits">The bits of a sample: 1, 2, 4 or 8.</param>
/// <param name="Type">How the colours are given.</param>
internal readonly record struct PngHeader(int Width, int Height, int Bits, PngColourType Type)
{
    private const int Length = 13;

    /// <summary>The samples of a pixel.</summary>
    public int Samples => Type switch
    {
        PngColourType.Rgb => 3,
        PngColourType.GreyAlpha => 2,
        PngColourType.Rgba => 4,
        _ => 1,
    };

    /// <summary>The bytes of a row, without the one that names its filter.</summary>
    public int RowBytes => ((Width * Samples * Bits) + 7) / 8;

    /// <summary>How far back the filters look for the pixel on the left, in bytes.</summary>
    public int PixelBytes => Math.Max(1, Samples * Bits / 8);

    public static PngHeader Parse(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != Length)
        {
            throw new ImageFileException(name, $"its chunk IHDR has {data.Length} bytes, expected {Length}.");
        }

        ImageFile.RequireSize(name, BinaryPrimitives.ReadUInt32BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data));
        int bits = data[8];
        int type = data[9];
        bool isPossible = (type, bits) is (0 or 3, 1 or 2 or 4 or 8) or (0 or 2 or 4 or 6, 16) or (2 or 4 or 6, 8);
        if (!isPossible)
        {
            throw new ImageFileException(name, $"it declares colour type {type} with {bits} bits, which the format does not have.");
        }

        if (bits == 16)
        {
            throw new ImageFileException(name, "it has 16 bits a sample; 1, 2, 4 and 8 are read: save it with 8 bits.");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new ImageFileException(
                name,
                $"it declares compression {data[10]}, filters {data[11]} and interlacing {data[12]}, which the format does not have.");
        }

        return data[12] == 0
            ? new(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), bits, (PngColourType)type)
            : throw new ImageFileException(name, "it is interlaced, which is not read: save it without interlacing.");
    }
}
