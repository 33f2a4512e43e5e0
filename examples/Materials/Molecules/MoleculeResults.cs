using System.Globalization;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Materials;

/// <summary>The results with molecules as a file, a table and a figure.</summary>
internal static class MoleculeResults
{
    /// <summary>The results as JSON, an object for each way.</summary>
    /// <param name="results">The results.</param>
    /// <param name="series">The molecules.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Json(IReadOnlyList<MoleculeResult> results, MoleculeSeries series, RunOptions options)
        => RowsFile.Text(results, options, (json, result) =>
        {
            json.WriteString("data", series.Description);
            json.WriteString("method", MoleculeMethods.NameOf(result.Method));
            json.WriteNumber("support", MoleculeExperiment.Shots);
            json.WriteNumber("families", result.Errors.Tasks);
            json.WriteNumberOrNull("rmse", result.Errors.Mean);
            json.WriteNumberOrNull("ci95", result.Errors.HalfWidth95);
            json.WriteNumberOrNull("difference", result.Difference.Mean);
            json.WriteNumberOrNull("difference_ci95", result.Difference.HalfWidth95);
            json.WriteNumber("molecules", series.Molecules.Count);
            json.WriteNumber("draws", options.Preset.Draws);
            json.WriteNumber("folds", options.Preset.Folds);
            json.WriteNumber("iterations", result.Iterations);
        });

    /// <summary>A line for each way.</summary>
    /// <param name="results">The results.</param>
    public static string Table(IReadOnlyList<MoleculeResult> results)
    {
        List<string[]> cells = [["method", "rmse", "less the best that is not meta-learned"]];
        cells.AddRange(results.Select(static result => (string[])
        [
            MoleculeMethods.NameOf(result.Method),
            string.Create(CultureInfo.InvariantCulture, $"{result.Errors.Mean:0.000} ± {result.Errors.HalfWidth95:0.000}"),
            string.Create(CultureInfo.InvariantCulture, $"{result.Difference.Mean:+0.000;-0.000} ± {result.Difference.HalfWidth95:0.000}"),
        ]));
        return TextTable.Text(cells, static column => column == 0);
    }

    /// <summary>The error of some ways in each family, the families in the order of the first.</summary>
    /// <param name="errors">[family] for each way.</param>
    /// <param name="series">The molecules.</param>
    public static LineChart Figure(IReadOnlyDictionary<MoleculeMethod, double[]> errors, MoleculeSeries series)
    {
        double[] reference = errors[MoleculeMethod.SupportMean];
        int[] order = [.. Enumerable.Range(0, reference.Length).OrderBy(family => reference[family])];
        double[] places = [.. Enumerable.Range(1, order.Length).Select(static place => (double)place)];
        (MoleculeMethod Method, Marker Marker)[] shown =
        [
            (MoleculeMethod.SupportMean, Marker.None), (MoleculeMethod.RidgeBoth, Marker.Square),
            (MoleculeMethod.PretrainedTuned, Marker.Triangle), (MoleculeMethod.R2D2, Marker.Circle),
        ];
        return new()
        {
            Title = $"Families of {series.Description}, never seen: error from {MoleculeExperiment.Shots} molecules of each",
            XLabel = "family, by the spread of its activities",
            YLabel = "rmse of the activity",
            YLowest = 0,
            LegendBelow = true,
            Series =
            [
                .. shown.Select((one, place) => new Series(
                    MoleculeMethods.NameOf(one.Method), places, [.. order.Select(family => errors[one.Method][family])])
                {
                    Color = place == 0 ? 7 : place - 1,
                    Line = place == 0 ? LineStyle.Dotted : LineStyle.Solid,
                    Marker = one.Marker,
                }),
            ],
        };
    }
}
