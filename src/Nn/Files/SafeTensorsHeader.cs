using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The header of a safetensors file: read and checked, or composed.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The longest header that is read or written.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    /// <summary>The greatest number of tensors, which bounds what a header of small entries can make the reader allocate.</summary>
    public const int MaximumTensors = 65_536;

    /// <summary>The longest name of a tensor, in UTF-16 units.</summary>
    public const int MaximumNameLength = 512;

    /// <summary>The key under which the metadata stand.</summary>
    public const string MetadataKey = "__metadata__";

    // The tensors begin at a multiple of this, so that a file that is mapped into memory can be used in place.
    private const int Alignment = 8;

    private SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> entries, int[] placesByOffset, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        PlacesByOffset = placesByOffset;
        Metadata = metadata;
    }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>The places of <see cref="Entries"/> in the order in which the bytes lie.</summary>
    public IReadOnlyList<int> PlacesByOffset { get; }

    /// <summary>The metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header and leaves the stream at the first tensor.</summary>
    /// <param name="stream">The stream, at the beginning of the file.</param>
    /// <param name="file">What to call it in errors.</param>
    /// <exception cref="WeightFileException">The header is not as the format says.</exception>
    public static SafeTensorsHeader Read(Stream stream, string file)
    {
        long fileLength = Math.Max(0, stream.Length - stream.Position);
        if (fileLength < sizeof(ulong))
        {
            throw Error(
                file,
                $"it has {fileLength} bytes; a safetensors file begins with {sizeof(ulong)} bytes that give the length of its header.");
        }

        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long afterPrefix = fileLength - sizeof(ulong);
        if (length > (ulong)afterPrefix || length > MaximumLength)
        {
            // The beginnings of other formats give lengths that no file has, so they all come here.
            Span<byte> start = stackalloc byte[OtherFormat.Bytes];
            prefix.CopyTo(start);
            int known = prefix.Length + stream.ReadAtLeast(start[prefix.Length..], start.Length - prefix.Length, throwOnEndOfStream: false);
            throw Error(
                file,
                OtherFormat.Find(start[..known]) ??
                $"its first {sizeof(ulong)} bytes give a header of {length} bytes; at most " +
                $"{Math.Min(afterPrefix, MaximumLength)} are possible, the file having {fileLength} and a header being limited to " +
                    $"{MaximumLength}. Is it a safetensors file?");
        }

        var json = new byte[length];
        stream.ReadExactly(json);
        (List<SafeTensorsEntry> entries, Dictionary<string, string> metadata) = new SafeTensorsHeaderParser(json, file).Parse();
        return new(entries, Order(entries, afterPrefix - (long)length, file), metadata);
    }

    /// <summary>Writes the header for a set of tensors that follow it in their order.</summary>
    /// <exception cref="ArgumentException">A name can't be written, or there is too much for one header.</exception>
    public static byte[] Compose<T>(Parameters<T> parameters, ElementType type, IReadOnlyDictionary<string, string>? metadata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (parameters.Count > MaximumTensors)
        {
            throw new ArgumentException(
                $"A file holds at most {MaximumTensors} tensors, got {parameters.Count}: split the set.", nameof(parameters));
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            long offset = 0;
            foreach ((string name, Tensor<T> tensor) in parameters)
            {
                if (NameFault(name) is { } fault)
                {
                    throw new ArgumentException($"The tensor '{FileText.Show(name)}' can't be written: {fault}.", nameof(parameters));
                }

                long end = offset + ((long)tensor.FlattenedLength * type.Size);
                writer.WriteStartObject(name);
                writer.WriteString("dtype"u8, type.Name);
                writer.WriteStartArray("shape"u8);
                foreach (int size in Tensors.ShapeOf(tensor))
                {
                    writer.WriteNumberValue(size);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets"u8);
                writer.WriteNumberValue(offset);
                writer.WriteNumberValue(end);
                writer.WriteEndArray();
                writer.WriteEndObject();
                offset = end;
            }

            writer.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.Length <= MaximumLength
            ? buffer.ToArray()
            : throw new ArgumentException(
                $"Names, shapes and metadata take {buffer.Length} bytes, at most {MaximumLength} are possible: shorten the metadata.");
    }

    /// <summary>What is wrong with the name of a tensor, or null.</summary>
    public static string? NameFault(string name) => name.Length == 0 ? "the name is empty"
        : name.Length > MaximumNameLength ? $"the name has {name.Length} characters, at most {MaximumNameLength} are possible"
        : name == MetadataKey ? "the name is reserved for the metadata"
        : HoldsControl(name) ? "the name holds a control character"
        : IsWellFormed(name) ? null
        : "the name holds half a surrogate pair";

    // Without an enumerator: a header may hold as many names as MaximumTensors.
    private static bool HoldsControl(string name)
    {
        foreach (char c in name)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null or { Count: 0 })
        {
            return;
        }

        writer.WriteStartObject(MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (value is null || !IsWellFormed(key) || !IsWellFormed(value))
            {
                throw new ArgumentException(
                    $"The metadata '{FileText.Show(key)}' can't be written: keys and values are text, not null and " +
                        "without half a surrogate pair.",
                    nameof(metadata));
            }

            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>The order of the bytes, after checking that they fill the rest of the file without gap or overlap.</summary>
    private static int[] Order(List<SafeTensorsEntry> entries, long length, string file)
    {
        int[] places = [.. Enumerable.Range(0, entries.Count)];

        // Empty tensors begin where others do; sorting by the end too puts them first.
        Array.Sort(places, (a, b) => (entries[a].Begin, entries[a].End).CompareTo((entries[b].Begin, entries[b].End)));
        long expected = 0;
        foreach (int place in places)
        {
            SafeTensorsEntry entry = entries[place];
            if (entry.Begin != expected)
            {
                throw Error(
                    file,
                    $"the tensor '{entry.ShownName}' begins at byte {entry.Begin} after the header, expected {expected}, " +
                    $"where the one before it ends: {(entry.Begin > expected ? "there is a gap" : "they overlap")}.");
            }

            expected = entry.End;
        }

        return expected == length
            ? places
            : throw Error(file, $"the tensors take {expected} bytes after the header, but the file has {length} there.");
    }

    private static bool IsWellFormed(string text)
    {
        for (int k = 0; k < text.Length; k++)
        {
            if (char.IsSurrogate(text[k]) && (k + 1 == text.Length || !char.IsSurrogatePair(text[k], text[++k])))
            {
                return false;
            }
        }

        return true;
    }

    private static WeightFileException Error(string file, string message) => new($"{file}: {message}", file, null);
}
