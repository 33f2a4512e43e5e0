using System.Text.Json;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The records of a folder: what the commands wrote, in the order of <c>rows.json</c>, and the figures of others in
/// <c>published.json</c>.</summary>
/// <param name="Omniglot">The runs of examples/Omniglot.</param>
/// <param name="Sine">The runs of examples/Sinusoid: by the name of the file, without <c>sinusoid-</c> and <c>.json</c>.</param>
/// <param name="Bandits">The runs of examples/Bandits: by the name of the file, without <c>bandits-</c> and <c>.json</c>.</param>
/// <param name="Policies">The runs of examples/Navigation and examples/Locomotion: by the name of the file, without <c>policies-</c> and
/// <c>.json</c>.</param>
/// <param name="Patients">The runs of examples/Patients: by the name of the file, without <c>patients-</c> and <c>.json</c>.</param>
/// <param name="Traders">The runs of examples/Trader: by the name of the file, without <c>trader-</c> and <c>.json</c>.</param>
/// <param name="Kinetics">The kinetics' runs of examples/Materials: by the name of the file, without <c>materials-kinetics-</c> and
/// <c>.json</c>.</param>
/// <param name="Molecules">The molecules' runs of examples/Materials: by the name of the file, without <c>materials-molecules-</c> and
/// <c>.json</c>.</param>
/// <param name="Federated">The runs of examples/Federated: by the name of the file, without <c>federated-</c> and <c>.json</c>.</param>
/// <param name="Alphabets">The runs of examples/Alphabets: by the name of the file, without <c>alphabets-</c> and <c>.json</c>.</param>
/// <param name="Speeds">What benchmarks/peers/compare.py measured: by the name of the file, without <c>speed-</c> and <c>.json</c>.</param>
/// <param name="Mixtures">What <c>benchmarks mixtures</c> measured: by the name of the file, without <c>mixtures-</c> and
/// <c>.json</c>.</param>
/// <param name="Ranks">What <c>benchmarks ranks</c> measured: by the name of the file, without <c>ranks-</c> and <c>.json</c>.</param>
/// <param name="Published">The figures of others.</param>
internal sealed record RecordFolder(
    IReadOnlyList<OmniglotRecord> Omniglot, IReadOnlyDictionary<string, IReadOnlyList<SineRecord>> Sine,
    IReadOnlyDictionary<string, IReadOnlyList<BanditRecord>> Bandits, IReadOnlyDictionary<string, IReadOnlyList<PolicyRecord>> Policies,
    IReadOnlyDictionary<string, IReadOnlyList<PatientRecord>> Patients,
    IReadOnlyDictionary<string, IReadOnlyList<TraderRecord>> Traders,
    IReadOnlyDictionary<string, IReadOnlyList<KineticsRecord>> Kinetics,
    IReadOnlyDictionary<string, IReadOnlyList<MoleculesRecord>> Molecules,
    IReadOnlyDictionary<string, IReadOnlyList<FederatedRecord>> Federated,
    IReadOnlyDictionary<string, IReadOnlyList<AlphabetRecord>> Alphabets,
    IReadOnlyDictionary<string, IReadOnlyList<SpeedRecord>> Speeds,
    IReadOnlyDictionary<string, IReadOnlyList<MixtureRecord>> Mixtures,
    IReadOnlyDictionary<string, IReadOnlyList<RankRecord>> Ranks, IReadOnlyList<PublishedFigure> Published)
{
    private const string Suffix = ".json";

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UsageException">A file is missing or malformed; the message names it.</exception>
    public static RecordFolder Read(string folder)
    {
        IReadOnlyList<OmniglotRow> rows = Json<List<OmniglotRow>>(folder, "rows.json");
        return new(
            [.. rows.Select(row => OmniglotRecord.Of(row, Document(folder, row.File)))],
            Named<SineRecord>(folder, "sinusoid-"),
            Named<BanditRecord>(folder, "bandits-"),
            Named<PolicyRecord>(folder, "policies-"),
            Named<PatientRecord>(folder, "patients-"),
            Named<TraderRecord>(folder, "trader-"),
            Named<KineticsRecord>(folder, "materials-kinetics-"),
            Named<MoleculesRecord>(folder, "materials-molecules-"),
            Named<FederatedRecord>(folder, "federated-"),
            Named<AlphabetRecord>(folder, "alphabets-"),
            Named<SpeedRecord>(folder, "speed-"),
            Named<MixtureRecord>(folder, "mixtures-"),
            Named<RankRecord>(folder, "ranks-"),
            Json<List<PublishedFigure>>(folder, "published.json"));
    }

    private static Dictionary<string, IReadOnlyList<TRecord>> Named<TRecord>(string folder, string prefix)
        => Directory.GetFiles(folder, prefix + "*" + Suffix)
            .Select(static path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                name => name[prefix.Length..^Suffix.Length], name => (IReadOnlyList<TRecord>)Json<List<TRecord>>(folder, name));

    private static T Json<T>(string folder, string name)
        => Read(folder, name, static stream => JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web))
            ?? throw new UsageException($"'{Path.Combine(folder, name)}' holds nothing.");

    private static JsonElement Document(string folder, string name)
        => Read(folder, name, static stream => JsonDocument.Parse(stream).RootElement);

    private static T Read<T>(string folder, string name, Func<Stream, T> read)
    {
        string path = Path.Combine(folder, Path.GetFileName(name));
        try
        {
            using FileStream stream = File.OpenRead(path);
            return read(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"'{path}': {OneLine.Of(exception)}");
        }
    }
}
