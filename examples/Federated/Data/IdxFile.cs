using System.Buffers.Binary;
using System.IO.Compression;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>
/// Reads an IDX file of bytes, compressed with gzip: 0, 0, 8 (bytes), the number of axes, the size of each axis as a big-endian 32-bit
/// number, and the values. It is hostile until checked: what it says of its sizes is held against bounds before memory is taken, and
/// against what is in it.
/// </summary>
internal static class IdxFile
{
    private const int UnsignedByte = 8;
    private const int LargestFile = 1 << 27;
    private const int MostValues = 1 << 27;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="axes">How many axes it is expected to have.</param>
    /// <returns>The sizes of the axes, and the values.</returns>
    /// <exception cref="UsageException">It is damaged or something else; the message says what was found where.</exception>
    public static (int[] Sizes, byte[] Values) Read(string path, int axes)
    {
        try
        {
            using MemoryStream compressed = new(RegularFile.ReadAllBytes(path, LargestFile));
            using GZipStream stream = new(compressed, CompressionMode.Decompress);
            return Read(stream, path, axes);
        }
        catch (EndOfStreamException)
        {
            throw Wrong(path, "it ends before its values do");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}': {OneLine.Of(exception)}");
        }
    }

    private static (int[] Sizes, byte[] Values) Read(GZipStream stream, string path, int axes)
    {
        Span<byte> head = stackalloc byte[4 + (4 * axes)];
        stream.ReadExactly(head);
        if (head[0] != 0 || head[1] != 0 || head[2] != UnsignedByte || head[3] != axes)
        {
            throw Wrong(
                path,
                $"it begins with {head[0]}, {head[1]}, {head[2]}, {head[3]}, expected 0, 0, {UnsignedByte}, {axes}: bytes on {axes} axes");
        }

        var sizes = new int[axes];
        long count = 1;
        for (int axis = 0; axis < axes; axis++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(head[(4 + (4 * axis))..]);
            count = size is > 0 and <= MostValues ? count * size : long.MaxValue;
            if (count > MostValues)
            {
                throw Wrong(path, $"axis {axis} has {size} elements, expected at least one and no more than {MostValues} values in all");
            }

            sizes[axis] = (int)size;
        }

        var values = new byte[count];
        stream.ReadExactly(values);
        return stream.ReadByte() < 0 ? (sizes, values) : throw Wrong(path, $"it goes on after its {count} values");
    }

    private static UsageException Wrong(string path, string what) => new($"'{path}' is no IDX file of bytes: {what}.");
}
