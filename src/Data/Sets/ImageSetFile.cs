using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AutogradMaml.Nn;

namespace AutogradMaml.Data;

/// <summary>Packed image sets in one file, so that the second start need not decode the first's images.</summary>
/// <remarks>
/// The file: a magic line; the source's SHA-256; for each set its name, channels, height, width and number of classes; for each class its
/// name, number of drawings and pixels; the SHA-256 of all that. Numbers are of 32 bits, little-endian; a name is its length in bytes and
/// UTF-8. One content has one file.
/// <para>The checksum guards against damage, not against people: whoever can write the file can write its checksum too. So a file is held
/// against what it must be, to the last byte, before anything is allocated for it: it gives sets of the expected layout or none. What a
/// class's pixels show is all that is believed.</para>
/// </remarks>
internal static class ImageSetFile
{
    /// <summary>The longest name of a class, in bytes.</summary>
    public const int MaximumNameBytes = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "AutogradMaml image sets 2\n"u8;

    public static void Write(string path, ReadOnlyMemory<byte> source, params ImageSet[] sets) => AtomicFile.Write(path, stream =>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Put(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }

        void PutNumber(int number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            Put(bytes);
        }

        void PutText(string text)
        {
            byte[] bytes = Utf8.GetBytes(text);
            PutNumber(bytes.Length);
            Put(bytes);
        }

        Put(Magic);
        Put(source.Span);
        foreach (ImageSet set in sets)
        {
            PutText(set.Name);
            PutNumber(set.Channels);
            PutNumber(set.Height);
            PutNumber(set.Width);
            PutNumber(set.ClassCount);
            for (int k = 0; k < set.ClassCount; k++)
            {
                PutText(set.ClassName(k));
                PutNumber(set.DrawingsOf(k));
                Put(set.PixelsOf(k));
            }
        }

        stream.Write(hash.GetHashAndReset());
    });

    /// <summary>The sets of a file that holds what is expected and was made from the same source; null for any other, or where there is
    /// none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The source's SHA-256.</param>
    /// <param name="isClassName">Whether a class may be called so.</param>
    /// <param name="layouts">What the sets are.</param>
    public static ImageSet[]? TryRead(
        string path, ReadOnlySpan<byte> source, Func<string, bool> isClassName, params ReadOnlySpan<ImageSetLayout> layouts)
    {
        byte[] bytes;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            bytes = RegularFile.ReadAllBytes(path, MaximumBytes(source, layouts));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return TryParse(bytes, source, isClassName, layouts);
    }

    /// <summary>The sets of a file that is in memory, as <see cref="TryRead"/> has them.</summary>
    public static ImageSet[]? TryParse(
        ReadOnlySpan<byte> file, ReadOnlySpan<byte> source, Func<string, bool> isClassName, params ReadOnlySpan<ImageSetLayout> layouts)
    {
        int length = file.Length - SHA256.HashSizeInBytes;
        if (length < 0 || !SHA256.HashData(file[..length]).AsSpan().SequenceEqual(file[length..]))
        {
            return null;
        }

        Content content = new(file[..length]);
        if (!content.Is(Magic) || !content.Is(source))
        {
            return null;
        }

        var sets = new ImageSet[layouts.Length];
        for (int k = 0; k < sets.Length; k++)
        {
            ImageSetLayout layout = layouts[k];
            if (content.Text() != layout.Name || !content.Is(layout.Channels) || !content.Is(layout.Height) || !content.Is(layout.Width)
                || !content.Is(layout.Classes) || Classes(ref content, layout, isClassName) is not { } classes)
            {
                return null;
            }

            sets[k] = new(layout.Name, layout.Channels, layout.Height, layout.Width, classes);
        }

        return content.IsAtEnd ? sets : null;
    }

    private static List<KeyValuePair<string, byte[]>>? Classes(ref Content content, ImageSetLayout layout, Func<string, bool> isClassName)
    {
        List<KeyValuePair<string, byte[]>> classes = [];
        HashSet<string> names = [];
        for (int k = 0; k < layout.Classes; k++)
        {
            if (content.Text() is not { } name || !isClassName(name) || !names.Add(name) || !content.Is(layout.Drawings)
                || !content.TryTake(layout.ClassLength, out ReadOnlySpan<byte> pixels))
            {
                return null;
            }

            classes.Add(KeyValuePair.Create(name, pixels.ToArray()));
        }

        return classes;
    }

    // With names as long as they may be.
    private static int MaximumBytes(ReadOnlySpan<byte> source, ReadOnlySpan<ImageSetLayout> layouts)
    {
        long bytes = Magic.Length + source.Length + SHA256.HashSizeInBytes;
        foreach (ImageSetLayout layout in layouts)
        {
            bytes += (5 * sizeof(int)) + MaximumNameBytes + (layout.Classes * ((2L * sizeof(int)) + MaximumNameBytes + layout.ClassLength));
        }

        return (int)Math.Min(bytes, Array.MaxLength);
    }

    // What is left to read. Whatever does not fit is told by the answer, not by an exception.
    private ref struct Content(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;

        public readonly bool IsAtEnd => _left.IsEmpty;

        public bool TryTake(int length, out ReadOnlySpan<byte> taken)
        {
            bool isThere = length <= _left.Length;
            taken = isThere ? _left[..length] : default;
            _left = isThere ? _left[length..] : default;
            return isThere;
        }

        public bool Is(ReadOnlySpan<byte> expected)
            => TryTake(expected.Length, out ReadOnlySpan<byte> taken) && taken.SequenceEqual(expected);

        public bool Is(int expected) => Number() == expected;

        public string? Text()
        {
            if (Number() is not { } length || length is < 1 or > MaximumNameBytes || !TryTake(length, out ReadOnlySpan<byte> taken))
            {
                return null;
            }

            try
            {
                return Utf8.GetString(taken);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }

        private int? Number() => TryTake(sizeof(int), out ReadOnlySpan<byte> taken) ? BinaryPrimitives.ReadInt32LittleEndian(taken) : null;
    }
}
