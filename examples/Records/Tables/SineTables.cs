using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of sine regression.</summary>
internal static class SineTables
{
    private static readonly int[] Steps = [1, 5, 10];

    /// <summary>A row for each figure of others: theirs, what was had again, and ours after the step that it is of.</summary>
    public static string ByMethod(RecordFolder records)
        => MarkdownTable.Text(
            ["experiment", "method", "shots", "published", "re-run by others", "ours, mean", "ours, median"],
            from figure in records.Published
            where records.Sine.ContainsKey(figure.Experiment)
            let own = records.Sine[figure.Experiment]
                .Single(record => (record.Method, record.Shots, record.Step) == (figure.Method, figure.Shots, 1))
            select (string[])
            [
                figure.Experiment,
                MethodNames.Of(figure.Method),
                figure.Shots.ToString(CultureInfo.InvariantCulture),
                figure.Figure is null ? string.Empty : figure.Figure + (figure.FromMemory ? "†" : string.Empty),
                figure.Rerun ?? string.Empty,
                $"[{Number(own.Mean)} ± {Number(own.Ci95)}](results/sinusoid-{figure.Experiment}.json)",
                Number(own.Median),
            ]);

    /// <summary>A row for each method and number of shots of a record.</summary>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Sine.TryGetValue(name, out IReadOnlyList<SineRecord>? lines))
        {
            throw new UsageException($"The table 'sine {name}' has no record 'sinusoid-{name}.json'.");
        }

        int[] steps = [.. Steps.Where(step => lines.Any(line => line.Step == step))];
        return MarkdownTable.Text(
            ["method", "shots", .. steps.Select(static step => step == 1 ? "after 1 step" : $"after {step} steps")],
            lines.GroupBy(static line => (line.Shots, line.Method)).OrderBy(static row => row.Key.Shots).Select(row => (string[])
            [
                MethodNames.Of(row.Key.Method),
                row.Key.Shots.ToString(CultureInfo.InvariantCulture),
                .. steps.Select(step => Cell(row.Single(line => line.Step == step))),
            ]));
    }

    /// <summary>A row for each method and number of shots of a record and of those of the same name with <c>-seed-N</c> behind it: the mean
    /// loss after one step with each seed, and the mean of these.</summary>
    public static string BySeed(RecordFolder records, string name)
    {
        SineRecord[] lines =
        [
            .. records.Sine
                .Where(record => record.Key == name || record.Key.StartsWith($"{name}-seed-", StringComparison.Ordinal))
                .SelectMany(static record => record.Value)
                .Where(static line => line.Step == 1),
        ];
        ulong[] seeds = [.. lines.Select(static line => line.Seed).Distinct().Order()];
        if (seeds.Length < 2)
        {
            throw new UsageException($"The table 'sine seeds {name}' has {seeds.Length} seeds of 'sinusoid-{name}.json', expected some.");
        }

        return MarkdownTable.Text(
            ["method", "shots", .. seeds.Select(static seed => $"seed {seed}"), "mean"],
            lines.GroupBy(static line => (line.Shots, line.Method)).Where(row => row.Count() == seeds.Length)
                .OrderBy(static row => row.Key.Shots).Select(row => (string[])
                [
                    MethodNames.Of(row.Key.Method),
                    row.Key.Shots.ToString(CultureInfo.InvariantCulture),
                    .. seeds.Select(seed => Number(row.Single(line => line.Seed == seed).Mean)),
                    Number(row.Any(static line => line.Mean is null) ? null : row.Average(static line => line.Mean)),
                ]));
    }

    private static string Cell(SineRecord line)
        => (line.Mean is { } mean && line.Ci95 is { } ci95 ? $"{Number(mean)} ± {Number(ci95)}" : "not finite") +
            $" ({Number(line.Median)})" + (line.Diverged > 0 ? $", {line.Diverged} diverged" : string.Empty);

    private static string Number(double? value)
        => value is { } number
            ? number >= 1e6
                ? number.ToString("0.0e0", CultureInfo.InvariantCulture)
                : number.ToString(number < 0.01 ? "0.0000" : "0.000", CultureInfo.InvariantCulture)
            : "infinite";
}
