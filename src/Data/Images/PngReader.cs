using System.Buffers.Binary;
using System.IO.Compression;

namespace AutogradMaml.Data;

/// <summary>Reads a PNG file: its chunks here, its header in <see cref="PngHeader"/>, its pixels in <see cref="PngPixels"/>.</summary>
/// <remarks>Source: W3C, Portable Network Graphics (PNG) Specification, second edition, 2003.</remarks>
internal ref struct PngReader
{
    // Length, type and checksum.
    private const int ChunkFrame = 12;

    // A match of 258 bytes takes two bits at the least, so no stream of deflate holds more than this for each of its bytes.
    private const long MostBytesInOne = 1032;

    // What zlib puts in front of the compressed pixels and behind them.
    private const int HeadBytes = 2;
    private const int ChecksumBytes = 4;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private readonly ReadOnlySpan<byte> _file;
    private readonly string _name;
    private int _position;

    public PngReader(ReadOnlySpan<byte> file, string name)
    {
        _file = file;
        _name = name;
        _position = Signature.Length;
    }

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public ByteImage Read()
    {
        if (!TryNext(out uint type, out ReadOnlySpan<byte> data) || type != PngChunk.Header)
        {
            throw Fault("its first chunk is not IHDR.");
        }

        PngHeader header = PngHeader.Parse(data, _name);
        ReadOnlySpan<byte> palette = default;
        ReadOnlySpan<byte> transparency = default;
        bool hasTransparency = false;
        int firstData = -1;
        int afterData = -1;
        int compressed = 0;
        while (true)
        {
            int start = _position;
            if (!TryNext(out type, out data))
            {
                throw Fault("it ends without the chunk IEND: it is cut short.");
            }

            if (type == PngChunk.End)
            {
                break;
            }

            if (type == PngChunk.Data)
            {
                if (afterData >= 0 && afterData != start)
                {
                    throw Fault("its IDAT chunks do not follow one another.");
                }

                firstData = firstData < 0 ? start : firstData;
                afterData = _position;
                compressed += data.Length;
            }
            else if (type == PngChunk.Palette)
            {
                RequireOnceBeforeData("PLTE", palette.Length > 0, firstData >= 0);
                palette = data;
            }
            else if (type == PngChunk.Transparency)
            {
                RequireOnceBeforeData("tRNS", hasTransparency, firstData >= 0);
                hasTransparency = true;
                transparency = data;
            }
            else if (PngChunk.IsCritical(type))
            {
                throw Fault($"its chunk {PngChunk.Show(type)} is unknown, and marked as one that can't be left out.");
            }
        }

        if (data.Length != 0 || _position != _file.Length)
        {
            throw Fault($"there are {data.Length + _file.Length - _position} bytes after its end.");
        }

        if (firstData < 0)
        {
            throw Fault("it has no IDAT chunk, so no pixels.");
        }

        PngColours colours = PngColours.Parse(header, palette, transparency, hasTransparency, _name);
        RequireEnough(header, compressed);
        return Inflate(header, colours, Gather(firstData, afterData, compressed));
    }

    private ByteImage Inflate(PngHeader header, PngColours colours, byte[] zlib)
    {
        // The two bytes in front: method 8, a window of at most 32 KiB, no preset dictionary, and a multiple of 31 together.
        int first = zlib[0];
        if ((first & 15) != 8 || first >> 4 > 7 || (zlib[1] & 32) != 0 || ((first << 8) | zlib[1]) % 31 != 0)
        {
            throw Fault("its pixels are not a zlib stream.");
        }

        // Twice: only what is whole and right to its last byte is given memory for its pixels.
        Check(header, colours, zlib);
        using DeflateStream rows = new(Compressed(zlib), CompressionMode.Decompress);
        return PngPixels.Read(rows, header, colours, _name);
    }

    private readonly void Check(PngHeader header, PngColours colours, byte[] zlib)
    {
        using PngData data = Compressed(zlib);
        using DeflateStream rows = new(data, CompressionMode.Decompress);
        try
        {
            uint checksum = PngPixels.Check(rows, header, colours, _name);
            if (rows.ReadByte() >= 0)
            {
                throw Fault("it holds more pixels than its header declares.");
            }

            if (!data.IsTaken)
            {
                throw Fault("something stands between the end of its pixels and their checksum.");
            }

            if (data.IsShort)
            {
                throw Fault("its compressed pixels have no end: it is damaged.");
            }

            if (checksum != BinaryPrimitives.ReadUInt32BigEndian(zlib.AsSpan(zlib.Length - ChecksumBytes)))
            {
                throw Fault("the checksum of its pixels does not agree with them: it is damaged.");
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new ImageFileException(_name, "it holds fewer pixels than its header declares.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new ImageFileException(_name, "its pixels can't be decompressed: it is damaged.", exception);
        }
    }

    private static PngData Compressed(byte[] zlib) => new(zlib, HeadBytes, zlib.Length - HeadBytes - ChecksumBytes);

    private readonly void RequireEnough(PngHeader header, int compressed)
    {
        long needed = (long)header.Height * (1 + header.RowBytes);
        if ((compressed - HeadBytes - ChecksumBytes) * MostBytesInOne < needed)
        {
            throw Fault(
                $"it declares {header.Width} x {header.Height} pixels, but its {compressed} compressed bytes can't hold that many.");
        }
    }

    private byte[] Gather(int firstData, int afterData, int compressed)
    {
        var zlib = new byte[compressed];
        int filled = 0;
        for (_position = firstData; _position < afterData;)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(_file[_position..]);
            _file.Slice(_position + 8, length).CopyTo(zlib.AsSpan(filled));
            filled += length;
            _position += ChunkFrame + length;
        }

        return zlib;
    }

    private bool TryNext(out uint type, out ReadOnlySpan<byte> data)
    {
        type = 0;
        data = default;
        int left = _file.Length - _position;
        if (left < ChunkFrame)
        {
            return false;
        }

        ReadOnlySpan<byte> chunk = _file[_position..];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        type = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        if (length > left - ChunkFrame)
        {
            throw Fault(
                $"its chunk {PngChunk.Show(type)} declares {length} bytes where {left - ChunkFrame} are left: it is cut short or damaged.");
        }

        data = chunk.Slice(8, (int)length);
        if (Crc32.Of(chunk.Slice(4, (int)length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(chunk[((int)length + 8)..]))
        {
            throw Fault($"the checksum of its chunk {PngChunk.Show(type)} does not agree with it: it is damaged.");
        }

        _position += ChunkFrame + (int)length;
        return true;
    }

    private readonly void RequireOnceBeforeData(string chunk, bool isSecond, bool isLate)
    {
        if (isSecond || isLate)
        {
            throw Fault($"its chunk {chunk} {(isSecond ? "comes twice" : "comes after the pixels")}.");
        }
    }

    private readonly ImageFileException Fault(string fault) => new(_name, fault);
}
