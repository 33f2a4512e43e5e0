using System.Numerics;
using System.Reflection;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A file of meta-parameters: their names and shapes, the learner in words, the version that wrote it, and a checksum over all of
/// it.</summary>
internal static class MetaParameterFile
{
    private const string Format = "AutogradMaml meta-parameters 1";
    private const string LearnerKey = "learner";
    private const string VersionKey = "version";

    /// <summary>The metadata of a file that a learner has written.</summary>
    public static Dictionary<string, string> Metadata(string format, string learner) => new()
    {
        [ChecksummedFile.FormatKey] = format,
        [LearnerKey] = learner,
        [VersionKey] = typeof(MetaParameterFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "unknown",
    };

    /// <summary>Writes a file.</summary>
    public static void Write<T>(string path, Parameters<T> meta, string learner)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ChecksummedFile.Write(path, meta, Metadata(Format, learner));

    /// <summary>Reads such a file, or the meta-parameters of a checkpoint.</summary>
    public static Parameters<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (SafeTensorsFile<T> file, bool hasChecksum) = ChecksummedFile.Read<T>(path);
        string? format = file.Metadata.GetValueOrDefault(ChecksummedFile.FormatKey);
        if (hasChecksum && format is not null && format != Format
            && !format.StartsWith("AutogradMaml training checkpoint", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' holds '{format}', expected '{Format}' or a training's checkpoint.");
        }

        if (!hasChecksum || format != Format)
        {
            return TrainingCheckpoint<T>.Of(path, file, hasChecksum).MetaParameters;
        }

        return file.Parameters.FirstNonFinite() is { } name
            ? throw new InvalidDataException($"The meta-parameters in '{path}' hold numbers that are not finite in '{name}'.")
            : file.Parameters;
    }
}
