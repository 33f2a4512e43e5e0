using System.Security.Cryptography;
using System.Text;

namespace AutogradMaml.Maml;

/// <summary>
/// The checksum of a checkpoint: SHA-256 of the whole file, in which its own 64 digits count as zeros. It is the first entry of the
/// metadata, so that it stands at the same place in every file, and so that it covers every other byte: lengths, names, shapes, metadata,
/// spaces and numbers.
/// </summary>
internal static class CheckpointChecksum
{
    /// <summary>Its key in the metadata, in front of all others in their order.</summary>
    public const string Key = "checksum";

    private const int Digits = 2 * SHA256.HashSizeInBytes;
    private const int ChunkBytes = 16 * 1024;

    /// <summary>What stands in place of the digits while the checksum is computed.</summary>
    public static string Zeros { get; } = new('0', Digits);

    // What comes after the length of the header and in front of the digits.
    private static ReadOnlySpan<byte> Opening => "{\"__metadata__\":{\"checksum\":\""u8;

    /// <summary>The checksum of a file that holds zeros in its place.</summary>
    /// <param name="write">Writes the file.</param>
    public static string Of(Action<Stream> write)
    {
        using var hash = SHA256.Create();
        using (CryptoStream stream = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            write(stream);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>Whether a file fits its checksum; null where it has none at its place.</summary>
    /// <param name="stream">The file, at its beginning; left anywhere.</param>
    public static bool? Fits(Stream stream)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong) + Opening.Length + Digits];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || !start[sizeof(ulong)..^Digits].SequenceEqual(Opening))
        {
            return null;
        }

        string expected = Encoding.Latin1.GetString(start[^Digits..]);
        start[^Digits..].Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        for (int count = stream.Read(chunk); count > 0; count = stream.Read(chunk))
        {
            hash.AppendData(chunk[..count]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == expected;
    }
}
