using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of patients.</summary>
internal static class PatientTables
{
    /// <summary>A row for each method of a study, a column for each number of samples.</summary>
    /// <param name="records">The records.</param>
    /// <param name="study">Which study.</param>
    public static string Of(RecordFolder records, string study)
    {
        PatientRecord[] lines = [.. records.Patients.Values.SelectMany(static record => record).Where(line => line.Data == study)];
        if (lines.Length == 0)
        {
            throw new UsageException($"The table 'patients {study}' has no lines in the records 'patients-*.json'.");
        }

        int[] supports = [.. lines.Select(static line => line.Support).Distinct().Order()];
        return MarkdownTable.Text(
            [
                "method",
                .. supports.SelectMany(support => (string[])[Head(lines.First(line => line.Support == support)), "less hierarchical"]),
            ],
            lines.GroupBy(static line => line.Method).Select(row => (string[])
            [
                row.Key,
                .. supports.SelectMany(support => Cells(row.Single(line => line.Support == support))),
            ]));
    }

    private static string Head(PatientRecord line) => string.Create(
        CultureInfo.InvariantCulture, $"{line.Support} {(line.Support == 1 ? "sample" : "samples")}, {line.Subjects} patients");

    private static string[] Cells(PatientRecord line) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{line.Rmse:0.000} ± {line.Ci95:0.000}"),
        line.Difference == 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"{line.Difference:+0.000;-0.000} ± {line.DifferenceCi95:0.000}"),
    ];
}
