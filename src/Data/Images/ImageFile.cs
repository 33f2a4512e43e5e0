using AutogradMaml.Nn;

namespace AutogradMaml.Data;

/// <summary>Reads image files: PNG, JPEG, PGM, PPM and .npy. A file is taken for hostile until it is checked.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>PNG: grey, palette, RGB, grey and RGB with alpha, of 1, 2, 4 or 8 bits, with every filter and with transparency by colour. All
/// checksums are compared. Not read: 16 bits, interlaced. Gamma and colour profiles are not applied.</item>
/// <item>JPEG: baseline, extended and progressive, of 8 bits, grey, YCbCr or RGB, with any sampling of the colours, restarts, and scans of
/// one colour or several. What comes out are whole numbers by fixed rules, the same bits everywhere; another program's may differ by 3
/// of 255, and more where it smooths colours that are sampled coarsely. Not read: CMYK, 12 bits, arithmetic coding, lossless. Colour
/// profiles and the orientation that a camera notes are not applied.</item>
/// <item>PGM and PPM: plain (P2, P3) and binary (P5, P6), with a greatest value of 1 to 255, stretched to 255. One image a file.</item>
/// <item>.npy, version 1 or 2: bytes (<c>|u1</c>) as they are, floats (<c>&lt;f4</c>, <c>&lt;f8</c>) from 0 to 1 times 255, in C order, of
/// shape (height, width), (channels, height, width) or (height, width, channels); where both ends could be channels, the first are.</item>
/// </list>
/// Sizes are limited to <see cref="MaximumSide"/> and files to <see cref="MaximumFileBytes"/>. Memory: the file, its compressed part once
/// more, and the image, at most four times <see cref="MaximumSide"/> squared. The rows of a PNG are decompressed twice, first to check them
/// one by one: until the last has been read and the checksums agree, nothing is allocated for more than three rows and the decompressor,
/// less than 128 KiB. A JPEG has no checksums: its image is allocated once more, and thrice more where it is progressive, when its first
/// scan has been reached and the file is long enough for a bit of each block of 64 samples.
/// </remarks>
public static class ImageFile
{
    /// <summary>The most rows and columns that are read.</summary>
    public const int MaximumSide = 4096;

    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaximumFileBytes = 128 * 1024 * 1024;

    /// <summary>The extensions of the files that can be read, with their dots.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".npy"];

    /// <summary>Whether a file's name ends in one of <see cref="Extensions"/>, in whichever case.</summary>
    /// <param name="path">The file.</param>
    public static bool HasKnownExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads a file. Its format is told by its first bytes, not by its name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageFileException">The file is not an image that can be read; the message says why.</exception>
    /// <exception cref="IOException">The file can't be read at all, or is no regular file.</exception>
    public static ByteImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(ReadBytes(path, MaximumFileBytes), path);
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="ImageFileException">The bytes are not an image that can be read; the message says why.</exception>
    public static ByteImage Read(ReadOnlySpan<byte> file, string name = "(bytes)")
    {
        ArgumentNullException.ThrowIfNull(name);
        if (PngReader.IsPng(file))
        {
            return new PngReader(file, name).Read();
        }

        if (JpegReader.IsJpeg(file))
        {
            return new JpegReader(file, name).Read();
        }

        if (NpyReader.IsNpy(file))
        {
            return new NpyReader(file, name).Read();
        }

        return NetpbmReader.IsNetpbm(file)
            ? new NetpbmReader(file, name).Read()
            : throw new ImageFileException(
                name, "it does not begin as a PNG, JPEG, PGM, PPM or .npy file does: convert it to one of these.");
    }

    /// <summary>The bytes of a file that is not longer than it may be.</summary>
    internal static byte[] ReadBytes(string path, int maximum)
    {
        using FileStream stream = RegularFile.OpenRead(path, bufferSize: 0);
        long length = stream.Length;
        if (length > maximum)
        {
            throw new ImageFileException(path, $"it has {length} bytes, more than the {maximum} that are read.");
        }

        var bytes = new byte[length];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new ImageFileException(path, "it became shorter while it was read.", exception);
        }

        return bytes;
    }

    /// <summary>Checks a size that a file declares, before anything is allocated for it.</summary>
    internal static void RequireSize(string name, long height, long width)
    {
        if (height is < 1 or > MaximumSide || width is < 1 or > MaximumSide)
        {
            throw new ImageFileException(name, $"it declares {width} columns and {height} rows; 1 to {MaximumSide} of each are read.");
        }
    }
}
