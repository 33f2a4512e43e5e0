using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AutogradMaml.Data.Tests.Images;

/// <summary>Writes PNG files for the tests, good ones and bad ones.</summary>
internal sealed class PngWriter
{
    public int Width { get; init; }

    public int Height { get; init; }

    public int Bits { get; init; } = 8;

    public int Type { get; init; }

    public int Interlacing { get; init; }

    /// <summary>Samples, pixel by pixel, row by row.</summary>
    public byte[] Samples { get; init; } = [];

    /// <summary>The filter of each row; the last one serves for all that follow.</summary>
    public byte[] Filters { get; init; } = [0];

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public int DataChunks { get; init; } = 1;

    public byte[] Write()
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Bits, (byte)Type, (byte)Interlacing);
        byte[] zlib = Compress(FilteredRows());
        List<byte> file = [.. Start, .. Chunk("IHDR", header), .. Chunk("tEXt", "Comment\0skipped"u8.ToArray())];
        file.AddRange(Palette is null ? [] : Chunk("PLTE", Palette));
        file.AddRange(Transparency is null ? [] : Chunk("tRNS", Transparency));
        for (int k = 0; k < DataChunks; k++)
        {
            file.AddRange(Chunk("IDAT", zlib[(zlib.Length * k / DataChunks)..(zlib.Length * (k + 1) / DataChunks)]));
        }

        return [.. file, .. Chunk("IEND", [])];
    }

    public static byte[] Start => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static byte[] Compress(byte[] rows)
    {
        using MemoryStream stream = new();
        using (ZLibStream zlib = new(stream, CompressionLevel.Optimal))
        {
            zlib.Write(rows);
        }

        return stream.ToArray();
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Checksum(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    /// <summary>Writes every checksum anew, as far as the chunks can be followed.</summary>
    public static void Repair(Span<byte> file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
            {
                return;
            }

            int next = at + 12 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[(next - 4)..], Checksum(file[(at + 4)..(next - 4)]));
            at = next;
        }
    }

    // Bit by bit, as the specification defines it: slow, and no table to get wrong.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private byte[] FilteredRows()
    {
        int channels = Type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int length = ((Width * channels * Bits) + 7) / 8;
        int back = Math.Max(1, channels * Bits / 8);
        byte[] filtered = new byte[Height * (length + 1)];
        byte[] above = new byte[length];
        for (int y = 0; y < Height; y++)
        {
            byte[] row = new byte[length];
            for (int k = 0; k < Width * channels; k++)
            {
                row[k * Bits / 8] |= (byte)(Samples[(y * Width * channels) + k] << (8 - Bits - (k * Bits % 8)));
            }

            byte filter = Filters[Math.Min(y, Filters.Length - 1)];
            filtered[y * (length + 1)] = filter;
            for (int k = 0; k < length; k++)
            {
                int left = k < back ? 0 : row[k - back];
                int corner = k < back ? 0 : above[k - back];
                int guess = filter switch
                {
                    1 => left,
                    2 => above[k],
                    3 => (left + above[k]) / 2,
                    4 => Nearest(left, above[k], corner),
                    _ => 0
                };
                filtered[(y * (length + 1)) + 1 + k] = (byte)(row[k] - guess);
            }

            above = row;
        }

        return filtered;
    }

    private static int Nearest(int left, int above, int corner)
        => new[] { left, above, corner }.MinBy(value => Math.Abs(left + above - corner - value));
}
