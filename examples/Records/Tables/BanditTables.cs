using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of bandits and decision processes.</summary>
internal static class BanditTables
{
    /// <summary>A row for each method of a record, a column for each size of its tasks.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Bandits.TryGetValue(name, out IReadOnlyList<BanditRecord>? lines))
        {
            throw new UsageException($"The table 'bandits {name}' has no record 'bandits-{name}.json'.");
        }

        string[] columns = [.. lines.Select(Column).Distinct()];
        return MarkdownTable.Text(
            ["method", .. columns],
            lines.GroupBy(static line => line.Method).Select(row => (string[])
            [
                row.Key,
                .. columns.Select(column => row.SingleOrDefault(line => Column(line) == column) is { } line ? Cell(line) : string.Empty),
            ]));
    }

    private static string Column(BanditRecord line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(line.Arms is { } arms ? $"{arms} arms, {line.Pulls} pulls" : $"{line.Episodes} episodes")}, {line.Tasks:#,0} tasks");

    private static string Cell(BanditRecord line)
        => string.Create(CultureInfo.InvariantCulture, $"{line.Mean:0.000} ± {line.Ci95:0.000}") +
            (line.MeanMode is { } mode ? string.Create(CultureInfo.InvariantCulture, $" ({mode:0.000})") : string.Empty) +
            (line.Iterations > 0 ? string.Create(CultureInfo.InvariantCulture, $", {line.Iterations:#,0} iterations") : string.Empty);
}
