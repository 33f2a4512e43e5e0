using System.Globalization;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>The results as a table of plain text.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table: a row for each approach, in percent with 95 % intervals.</summary>
    /// <param name="results">The results.</param>
    public static string Text(IReadOnlyList<SequenceResult> results) => TextTable.Text(
        [
            ["method", "just learned", "at the end", "forgotten", "less than mixed by", "in mixed order"],
            .. results.Select(result => (string[])
            [
                result.Approach.Name, Percent(result.JustLearned), Percent(result.End), Percent(result.Forgotten),
                result.Approach.Name == Approach.Reference ? "-" : Percent(result.ForgottenLessThan(results)), Percent(result.Mixed),
            ]),
        ],
        holdsWords: static column => column == 0);

    private static string Percent(double[] values)
    {
        MeasureSummary summary = MeasureSummary.Of(values);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * summary.Mean:0.0} ± {100 * summary.HalfWidth95:0.0}");
    }
}
