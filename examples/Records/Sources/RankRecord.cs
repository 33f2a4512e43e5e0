using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of what <c>benchmarks ranks --json</c> wrote; what a kind of line lacks is null.</summary>
/// <param name="Kind">gathering, iteration or work.</param>
/// <param name="Connection">What connects the ranks.</param>
/// <param name="Ranks">The number of ranks.</param>
/// <param name="Bytes">The bytes gathered, of all ranks.</param>
/// <param name="Microseconds">What gathering them took.</param>
/// <param name="Least">The least of the rounds.</param>
/// <param name="Greatest">The greatest.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Blocks">The number of its blocks.</param>
/// <param name="Alone">An iteration of one rank, in milliseconds.</param>
/// <param name="Together">One of all ranks, in milliseconds.</param>
/// <param name="Gathering">What of it went by in gathering, in milliseconds.</param>
/// <param name="TimesAsFast">The median of the rounds' ratios.</param>
/// <param name="GatheredBytes">The bytes of each gathering of an iteration.</param>
internal sealed record RankRecord(
    string Kind, string Connection, int Ranks, long? Bytes, double? Microseconds, double? Least, double? Greatest, string? Plan,
    int? Blocks,
    [property: JsonPropertyName("alone_milliseconds")] double? Alone, [property: JsonPropertyName("ranks_milliseconds")] double? Together,
    [property: JsonPropertyName("gathering_milliseconds")] double? Gathering,
    [property: JsonPropertyName("times_as_fast")] double? TimesAsFast,
    [property: JsonPropertyName("gathered_bytes")] IReadOnlyList<long>? GatheredBytes);
