using System.Security.Cryptography;
using System.Text;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Packed image sets in one file, so that the second start need not decode the first's images.</summary>
/// <remarks>The file: a magic line; the source's SHA-256; for each set its sizes and classes, each class its name, number of bytes and bytes; the
/// SHA-256 of all that. Whoever can write the file can also write its checksum: it guards against damage, not against people.</remarks>
internal static class ImageSetFile
{
    private const int MaximumBytes = 1 << 30;

    private static ReadOnlySpan<byte> Magic => "AutogradMaml image sets 1\n"u8;

    public static void Write(string path, ReadOnlySpan<byte> source, params ReadOnlySpan<ImageSet> sets)
    {
        using MemoryStream content = new();
        using BinaryWriter writer = new(content, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(source);
        foreach (ImageSet set in sets)
        {
            writer.Write(set.Name);
            writer.Write(set.Channels);
            writer.Write(set.Height);
            writer.Write(set.Width);
            writer.Write(set.ClassCount);
            for (int k = 0; k < set.ClassCount; k++)
            {
                writer.Write(set.ClassName(k));
                writer.Write(set.PixelsOf(k).Length);
                writer.Write(set.PixelsOf(k));
            }
        }

        writer.Flush();
        byte[] bytes = content.GetBuffer();
        int length = (int)content.Length;
        AtomicFile.Write(path, stream =>
        {
            stream.Write(bytes, 0, length);
            stream.Write(SHA256.HashData(bytes.AsSpan(0, length)));
        });
    }

    /// <summary>The sets of a file that is whole and was made from the same source; null for any other, or where there is none.</summary>
    public static ImageSet[]? TryRead(string path, ReadOnlySpan<byte> source, int count)
    {
        byte[] bytes;
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            bytes = ImageFile.ReadBytes(path, MaximumBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int checksum = bytes.Length - SHA256.HashSizeInBytes;
        int start = Magic.Length + source.Length;
        bool isWhole = checksum >= start
            && bytes.AsSpan().StartsWith(Magic)
            && bytes.AsSpan(Magic.Length, source.Length).SequenceEqual(source)
            && SHA256.HashData(bytes.AsSpan(0, checksum)).AsSpan().SequenceEqual(bytes.AsSpan(checksum));
        if (!isWhole)
        {
            return null;
        }

        // With the checksum right the content is what was written, by this version or one that used the same magic; anything else is a fault of ours.
        using BinaryReader reader = new(new MemoryStream(bytes, start, checksum - start), Encoding.UTF8);
        return [.. Enumerable.Range(0, count).Select(_ => ReadSet(reader))];
    }

    private static ImageSet ReadSet(BinaryReader reader)
    {
        string name = reader.ReadString();
        int channels = reader.ReadInt32();
        int height = reader.ReadInt32();
        int width = reader.ReadInt32();
        var classes = new KeyValuePair<string, byte[]>[reader.ReadInt32()];
        for (int k = 0; k < classes.Length; k++)
        {
            string className = reader.ReadString();
            classes[k] = KeyValuePair.Create(className, reader.ReadBytes(reader.ReadInt32()));
        }

        return new(name, channels, height, width, classes);
    }
}
