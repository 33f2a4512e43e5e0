using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Safetensors files with a <see cref="CheckpointChecksum"/> among their metadata.</summary>
internal static class ChecksummedFile
{
    /// <summary>The key of the format's name in the metadata.</summary>
    public const string FormatKey = "format";

    /// <summary>Writes tensors and metadata with the checksum that they make, so that at any moment the path holds what it held before or
    /// all of it.</summary>
    public static void Write<T>(string path, Parameters<T> parameters, IReadOnlyDictionary<string, string> metadata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, string> all = new(metadata) { [CheckpointChecksum.Key] = CheckpointChecksum.Zeros };
        all[CheckpointChecksum.Key] = CheckpointChecksum.Of(stream => SafeTensors.Write(stream, parameters, all));
        SafeTensors.Write(path, parameters, all);
    }

    /// <summary>Reads a file, after its checksum.</summary>
    /// <returns>The file, and whether it has a checksum at all.</returns>
    /// <exception cref="WeightFileException">It does not fit its checksum, or is no safetensors file.</exception>
    public static (SafeTensorsFile<T> File, bool HasChecksum) Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using FileStream stream = RegularFile.OpenRead(path, bufferSize: 0);
        bool? fits = CheckpointChecksum.Fits(stream);
        if (fits == false)
        {
            throw new WeightFileException(
                $"'{path}' does not fit its checksum: it was damaged, cut off or changed after it was written.", path, null);
        }

        stream.Position = 0;
        return (SafeTensors.Read<T>(stream, name: path), fits is not null);
    }
}
