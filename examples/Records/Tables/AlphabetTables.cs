using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of alphabets that are learned one after another.</summary>
internal static class AlphabetTables
{
    /// <summary>A row for each approach.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Alphabets.TryGetValue(name, out IReadOnlyList<AlphabetRecord>? lines))
        {
            throw new UsageException($"The table 'alphabets {name}' has no record 'alphabets-{name}.json'.");
        }

        int last = lines[0].After.Count - 1;
        return MarkdownTable.Text(
            [
                "method", "first alphabet, just learned, %", "the same at the end, %", "just learned, %", "all at the end, %",
                "forgotten, %", "less than `mixed`, %", "in mixed order, %",
            ],
            lines.Select(line => (string[])
            [
                line.Method,
                Number(line.After[0][0]),
                Number(line.After[last][0]),
                Number(line.JustLearned, line.JustLearnedCi95),
                Number(line.End, line.EndCi95),
                Number(line.Forgotten, line.ForgottenCi95),
                line.Less == 0 && line.LessCi95 == 0 ? string.Empty : Number(line.Less, line.LessCi95),
                Number(line.Mixed, line.MixedCi95),
            ]));
    }

    private static string Number(double share, double? halfWidth = null)
        => (100 * share).ToString("0.0", CultureInfo.InvariantCulture)
            + (halfWidth is { } half ? $" ± {(100 * half).ToString("0.0", CultureInfo.InvariantCulture)}" : string.Empty);
}
