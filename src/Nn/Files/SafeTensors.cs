using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Reads and writes weights in the safetensors format, in which they move to and from PyTorch: eight bytes with the length of a
/// JSON header, the header, and the tensors' bytes one after the other.</summary>
/// <remarks>
/// A file from outside is not trusted. Before memory is allocated for a tensor, the whole header has been checked: at most 16 MiB and not
/// longer than the file, names and keys once each, sizes that multiply to the number of bytes given, byte ranges that follow each other
/// without gap or overlap and end where the file ends. So reading allocates what the file holds: its own size when the element type is that
/// of the file, up to four times as much when half precision is widened to double, and at most eleven times the header. Every violation is
/// a <see cref="WeightFileException"/>; nothing else is thrown for what a file holds.
/// <para>A state dict of PyTorch with batch normalization also holds the number of batches seen, an integer (<c>1.num_batches_tracked</c>,
/// I64), which no tensor of floats can be. Such tensors are passed over on request, by name, and listed:
/// <c>SafeTensors.Read&lt;float&gt;(path, skip: static name => name.EndsWith(".num_batches_tracked",
/// StringComparison.Ordinal)).Skipped</c>.</para>
/// </remarks>
public static class SafeTensors
{
    // Large enough that the call costs nothing beside the copy, small enough to stay in the first-level cache.
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The element type wanted: float or double.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="conversion">What may happen to numbers that the file holds in another type.</param>
    /// <param name="skip">Asked by its name about each tensor of integers or booleans: whether to pass over it and list it in
    /// <see cref="SafeTensorsFile{T}.Skipped"/>. By default such a tensor is an error. Tensors of floats are always read.</param>
    /// <returns>The tensors in the order of the header, and the metadata. A single number without axes comes as [1]: a
    /// <see cref="Tensor{T}"/> can't hold it otherwise.</returns>
    /// <exception cref="WeightFileException">The file does not hold what the format says, or holds numbers that would have to be rounded
    /// without leave.</exception>
    /// <exception cref="IOException">The file can't be read, or is no regular file.</exception>
    public static SafeTensorsFile<T> Read<T>(
        string path, ElementConversion conversion = ElementConversion.Lossless, Func<string, bool>? skip = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = RegularFile.OpenRead(path);
        return Read<T>(stream, conversion, path, skip);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <typeparam name="T">The element type wanted: float or double.</typeparam>
    /// <param name="stream">The stream; one that can seek, because the length must be known before anything is believed.</param>
    /// <param name="conversion">What may happen to numbers that the file holds in another type.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="skip">Asked by its name about each tensor of integers or booleans: whether to pass over it and list it in
    /// <see cref="SafeTensorsFile{T}.Skipped"/>. By default such a tensor is an error. Tensors of floats are always read.</param>
    /// <returns>The tensors in the order of the header, and the metadata.</returns>
    /// <exception cref="ArgumentException">The stream can't be read or can't seek.</exception>
    /// <exception cref="WeightFileException">The stream does not hold what the format says, or holds numbers that would have to be rounded
    /// without leave.</exception>
    public static SafeTensorsFile<T> Read<T>(
        Stream stream, ElementConversion conversion = ElementConversion.Lossless, string name = "(stream)", Func<string, bool>? skip = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ElementType wanted = ElementType.Of<T>();
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException(
                "A stream that can read and seek is expected: copy this one into a MemoryStream or a file first.", nameof(stream));
        }

        try
        {
            SafeTensorsHeader header = SafeTensorsHeader.Read(stream, name);
            bool[] isSkipped = ChooseSkipped(header.Entries, wanted, conversion, skip, name);

            // The bytes lie in the order of the offsets, which need not be that of the header.
            var values = new T[isSkipped.Length][];
            foreach (int place in header.PlacesByOffset)
            {
                SafeTensorsEntry entry = header.Entries[place];
                if (isSkipped[place])
                {
                    stream.Seek(entry.End - entry.Begin, SeekOrigin.Current);
                    continue;
                }

                values[place] = entry.Shape.ElementCount == 0 ? [] : new T[entry.Shape.ElementCount];
                ReadValues(stream, entry, wanted, values[place], name);
            }

            return Collect(header, isSkipped, values);
        }
        catch (EndOfStreamException exception)
        {
            throw new WeightFileException($"{name}: the file became shorter while it was read.", name, exception);
        }
    }

    /// <summary>Writes a file so that at any moment the path holds either what it held before or all of the new content.</summary>
    /// <typeparam name="T">The element type: float is written as F32, double as F64.</typeparam>
    /// <param name="path">The file. What is there is replaced.</param>
    /// <param name="parameters">The tensors, written in their order.</param>
    /// <param name="metadata">Strings to keep beside them, if any; written in the order of their keys.</param>
    /// <remarks>Written as <see cref="AtomicFile"/> does: to <c>path.tmp</c> beside it, flushed to the disk, then renamed; no link is
    /// followed. What a killed writer left there is taken away by the next. One writer for each path at a time: a second one is an
    /// error.</remarks>
    /// <exception cref="ArgumentException">A name is empty, too long, holds a control character or is reserved.</exception>
    /// <exception cref="IOException">The file can't be written; what the path held is still there.</exception>
    public static void Write<T>(string path, Parameters<T> parameters, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Write(stream, parameters, metadata));
    }

    /// <summary>Writes to a stream.</summary>
    /// <typeparam name="T">The element type: float is written as F32, double as F64.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="parameters">The tensors, written in their order.</param>
    /// <param name="metadata">Strings to keep beside them, if any; written in the order of their keys.</param>
    /// <exception cref="ArgumentException">A name is empty, too long, holds a control character or is reserved.</exception>
    public static void Write<T>(Stream stream, Parameters<T> parameters, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(parameters);
        byte[] header = SafeTensorsHeader.Compose(parameters, ElementType.Of<T>(), metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        int size = ElementType.Of<T>().Size;
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        foreach ((_, Tensor<T> tensor) in parameters)
        {
            for (ReadOnlySpan<T> left = Tensors.ToArray(tensor); left.Length > 0;)
            {
                int count = Math.Min(left.Length, ChunkBytes / size);
                ElementType.Encode(left[..count], chunk);
                stream.Write(chunk[..(count * size)]);
                left = left[count..];
            }
        }
    }

    private static bool[] ChooseSkipped(
        IReadOnlyList<SafeTensorsEntry> entries, ElementType wanted, ElementConversion conversion, Func<string, bool>? skip, string file)
    {
        var isSkipped = new bool[entries.Count];
        for (int k = 0; k < isSkipped.Length; k++)
        {
            isSkipped[k] = !entries[k].Type.IsFloat && skip is not null && skip(entries[k].Name);
            if (!isSkipped[k])
            {
                RequireConvertible(entries[k], wanted, conversion, file);
            }
        }

        return isSkipped;
    }

    private static SafeTensorsFile<T> Collect<T>(SafeTensorsHeader header, bool[] isSkipped, T[][] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var skipped = new SkippedTensor[isSkipped.Count(static one => one)];
        var tensors = new KeyValuePair<string, Tensor<T>>[isSkipped.Length - skipped.Length];
        for (int k = 0, kept = 0; k < isSkipped.Length; k++)
        {
            SafeTensorsEntry entry = header.Entries[k];
            if (isSkipped[k])
            {
                skipped[k - kept] = new(entry.Name, entry.Type.Name, entry.Shape);
            }
            else
            {
                tensors[kept++] = KeyValuePair.Create(entry.Name, Tensors.Wrap(values[k], entry.Shape));
            }
        }

        return new(new Parameters<T>(tensors), header.Metadata) { Skipped = skipped };
    }

    private static void RequireConvertible(SafeTensorsEntry entry, ElementType wanted, ElementConversion conversion, string file)
    {
        if (!entry.Type.IsFloat)
        {
            throw new WeightFileException(
                $"{file}: the tensor '{entry.ShownName}' has the element type '{entry.Type.Name}', {ElementType.Expected}: to " +
                "pass over it, name it with the argument skip.",
                file,
                null);
        }

        if (conversion == ElementConversion.Lossless && !entry.Type.IsWithin(wanted))
        {
            throw new WeightFileException(
                $"{file}: the tensor '{entry.ShownName}' holds {entry.Type.Name}, which does not fit in {wanted.Name} " +
                $"without rounding: read it as double, or ask for {nameof(ElementConversion)}.{nameof(ElementConversion.Rounding)}.",
                file,
                null);
        }
    }

    private static void ReadValues<T>(Stream stream, SafeTensorsEntry entry, ElementType wanted, Span<T> values, string file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool narrows = !entry.Type.IsWithin(wanted);
        int size = entry.Type.Size;
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, ChunkBytes / size);
            Span<byte> bytes = chunk[..(count * size)];
            stream.ReadExactly(bytes);
            entry.Type.Decode(bytes, values[..count]);
            if (narrows)
            {
                RequireNoOverflow(entry, bytes, values[..count], wanted, file);
            }

            values = values[count..];
        }
    }

    private static void RequireNoOverflow<T>(
        SafeTensorsEntry entry, ReadOnlySpan<byte> bytes, ReadOnlySpan<T> values, ElementType wanted, string file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> exact = stackalloc double[1];
        for (int k = 0; k < values.Length; k++)
        {
            if (!T.IsInfinity(values[k]))
            {
                continue;
            }

            entry.Type.Decode(bytes.Slice(k * entry.Type.Size, entry.Type.Size), exact);
            if (double.IsFinite(exact[0]))
            {
                string value = exact[0].ToString("R", CultureInfo.InvariantCulture);
                throw new WeightFileException(
                    $"{file}: the tensor '{entry.ShownName}' holds {value}, which is beyond the range of {wanted.Name}: read it as double.",
                    file,
                    null);
            }
        }
    }
}
