using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of molecules' activities.</summary>
internal static class MoleculesTables
{
    /// <summary>A row for each way.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Molecules.TryGetValue(name, out IReadOnlyList<MoleculesRecord>? lines))
        {
            throw new UsageException($"The table 'molecules {name}' has no record 'materials-molecules-{name}.json'.");
        }

        return MarkdownTable.Text(
            ["method", $"rmse, {lines[0].Families} families", "less the best that is not meta-learned", "iterations"],
            lines.Select(static line => (string[])
            [
                line.Method,
                string.Create(CultureInfo.InvariantCulture, $"{line.Rmse:0.000} ± {line.Ci95:0.000}"),
                line.DifferenceCi95 == 0
                    ? "0"
                    : string.Create(CultureInfo.InvariantCulture, $"{line.Difference:+0.000;-0.000} ± {line.DifferenceCi95:0.000}"),
                line.Iterations > 0 ? string.Create(CultureInfo.InvariantCulture, $"{line.Iterations:#,0}") : string.Empty,
            ]));
    }
}
