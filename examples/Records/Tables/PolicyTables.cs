using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of policies that adapt.</summary>
internal static class PolicyTables
{
    /// <summary>A row for each method of a record, a column for each number of inner steps.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Policies.TryGetValue(name, out IReadOnlyList<PolicyRecord>? lines))
        {
            throw new UsageException($"The table 'policies {name}' has no record 'policies-{name}.json'.");
        }

        int[] steps = [.. lines.Select(static line => line.Step).Distinct().Order()];
        return MarkdownTable.Text(
            ["method", "iterations", .. steps.Select(static step => step == 1 ? "1 step" : $"{step} steps")],
            lines.GroupBy(static line => line.Method).Select(row => (string[])
            [
                row.Key,
                row.First().Iterations.ToString("#,0", CultureInfo.InvariantCulture),
                .. steps.Select(step => row.SingleOrDefault(line => line.Step == step) is { } line ? Cell(line) : string.Empty),
            ]));
    }

    private static string Cell(PolicyRecord line) => string.Create(
        CultureInfo.InvariantCulture, $"{line.Mean:0.0} ± {line.Ci95:0.0} ({line.MeanAction:0.0})");
}
