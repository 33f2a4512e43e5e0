using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of what <c>benchmarks/peers/compare.py --json</c> wrote: one round of a case, beside the same work elsewhere or the
/// processor's own rate.</summary>
/// <param name="Ours">Our case.</param>
/// <param name="Theirs">The case it is held against.</param>
/// <param name="Threads">The number of threads of both.</param>
/// <param name="Round">Which round.</param>
/// <param name="Bar">How many times as fast, or which share of the rate, was aimed at; null for none.</param>
/// <param name="Milliseconds">Our median time.</param>
/// <param name="Peers">The median times of others, by their names.</param>
/// <param name="FloorShare">The share of the processor's multiply-add rate; null where a peer was measured.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Day">The day.</param>
internal sealed record SpeedRecord(
    string Ours, string Theirs, int Threads, int Round, double? Bar, [property: JsonPropertyName("ours_ms")] double Milliseconds,
    [property: JsonPropertyName("peers_ms")] IReadOnlyDictionary<string, double> Peers,
    [property: JsonPropertyName("floor_share")] double? FloorShare, string Machine, string Day);
