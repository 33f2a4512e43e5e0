using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>What a record says of where its numbers came from: the library's version, the number of threads and the machine.</summary>
public static class Provenance
{
    private const int LongestModel = 100;

    /// <summary>The version of the library, with that of its source where the build knows it.</summary>
    public static string Version { get; }
        = typeof(Learner<>).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Processor, number of logical processors, system and runtime; nothing that names a computer or a user.</summary>
    public static string Machine { get; }
        = $"{Processor()}, {Environment.ProcessorCount} logical processors, {RuntimeInformation.OSArchitecture}, " +
            RuntimeInformation.FrameworkDescription;

    /// <summary>Writes the fields <c>version</c>, <c>threads</c> and <c>machine</c> into the object that is being written, and
    /// <c>ranks</c> where there are several processes.</summary>
    /// <param name="json">The writer, inside of an object.</param>
    /// <param name="threads">The number of threads of the run; of each process.</param>
    /// <param name="ranks">What connects the processes; null for one.</param>
    public static void Write(Utf8JsonWriter json, int threads, ICommunicator? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("version", Version);
        json.WriteNumber("threads", threads);
        if (ranks is not null)
        {
            json.WriteNumber("ranks", ranks.Size);
        }

        json.WriteString("machine", Machine);
    }

    // Linux tells the model in a file; elsewhere its name in the environment has to do.
    private static string Processor()
    {
        const string List = "/proc/cpuinfo";
        string? model = OperatingSystem.IsLinux() && File.Exists(List)
            ? File.ReadLines(List).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1]
                .Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrWhiteSpace(model) ? "unknown processor" : model[..Math.Min(model.Length, LongestModel)];
    }
}
