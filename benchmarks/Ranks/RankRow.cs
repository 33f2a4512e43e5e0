using System.Text.Json;
using System.Text.Json.Serialization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What was measured, as a line of a file of results.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GatheringRow), "gathering")]
[JsonDerivedType(typeof(IterationRow), "iteration")]
[JsonDerivedType(typeof(WorkRow), "work")]
internal abstract record RankRow
{
    private static readonly JsonSerializerOptions Fields = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowOutOfOrderMetadataProperties = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What connects the ranks, in words.</summary>
    public required string Connection { get; init; }

    /// <summary>The library and its version.</summary>
    public required string Library { get; init; }

    /// <summary>The number of ranks.</summary>
    public required int Ranks { get; init; }

    /// <summary>The number of rounds that a median is of.</summary>
    public required int Rounds { get; init; }

    /// <summary>The version of the library here.</summary>
    public string Version { get; init; } = Provenance.Version;

    /// <summary>The machine.</summary>
    public string Machine { get; init; } = Provenance.Machine;

    /// <summary>Writes rows behind those that a file has already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    public static void Append(string path, IEnumerable<RankRow> rows)
    {
        IEnumerable<RankRow> before = File.Exists(path) ? Read(path) : [];
        string text = JsonLines.Text(before.Concat(rows), static (json, row) =>
        {
            foreach (JsonProperty field in JsonSerializer.SerializeToElement(row, Fields).EnumerateObject())
            {
                field.WriteTo(json);
            }
        });
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It can't be read, or is none that <c>ranks</c> wrote; the message says where.</exception>
    public static IReadOnlyList<RankRow> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<List<RankRow>>(stream, Fields) ?? [];
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            throw new UsageException($"'{path}' is no file that 'ranks --json' wrote: {OneLine.Of(exception)}");
        }
    }
}
