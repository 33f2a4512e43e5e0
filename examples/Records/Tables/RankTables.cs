using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of several ranks.</summary>
internal static class RankTables
{
    /// <summary>A row for each plan: two ranks against one.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Iterations(RecordFolder records, string name)
    {
        IReadOnlyList<RankRecord> lines = Lines(records, name);
        return MarkdownTable.Text(
            ["plan", "blocks", "bytes gathered", "alone, ms", "ranks, ms", "of that in gathering, ms", "times as fast", "range"],
            lines.Where(static line => line.Kind == "iteration").Select(line => (string[])
            [
                line.Plan!, Text(line.Blocks), Text(lines.FirstOrDefault(work => work.Plan == line.Plan && work.Kind == "work")
                    ?.GatheredBytes?.Sum()),
                Text(line.Alone), Text(line.Together), Text(line.Gathering), Ratio(line.TimesAsFast),
                $"{Ratio(line.Least)} to {Ratio(line.Greatest)}",
            ]));
    }

    /// <summary>What gathering takes against its size, a column for each of several records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="names">Which, with commas between them.</param>
    public static string Gathering(RecordFolder records, string names)
    {
        RankRecord[] lines = [.. names.Split(',').SelectMany(name => Lines(records, name)).Where(static line => line.Kind == "gathering")];
        string[] connections = [.. lines.Select(static line => line.Connection).Distinct()];
        return MarkdownTable.Text(
            ["bytes", .. connections],
            lines.GroupBy(static line => line.Bytes).Select(size => (string[])
            [
                Text(size.Key),
                .. connections.Select(connection => size.SingleOrDefault(line => line.Connection == connection) is { } line
                    ? $"{Text(line.Microseconds)} ({Text(line.Least)} to {Text(line.Greatest)})"
                    : string.Empty),
            ]));
    }

    private static IReadOnlyList<RankRecord> Lines(RecordFolder records, string name)
        => records.Ranks.TryGetValue(name, out IReadOnlyList<RankRecord>? lines)
            ? lines
            : throw new UsageException($"The table 'ranks {name}' has no record 'ranks-{name}.json'.");

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Text(double? value) => value?.ToString("#,0.###", CultureInfo.InvariantCulture) ?? string.Empty;
}
