using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Trader;

/// <summary>The results of one part of the market as a table of plain text.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table: a row for each method; all measures at one cost, the Sharpe ratio at the others too.</summary>
    /// <param name="rows">The results of the part.</param>
    /// <param name="cost">The cost, in basis points.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, double cost)
    {
        double[] others = [.. rows.Select(static row => row.Cost).Distinct().Where(other => other != cost)];
        List<string[]> cells =
        [
            [
                "method", "setting", "return % a year", "Sharpe ratio", "less buy and hold", "drawdown %", "turnover a year",
                .. others.Select(static other => string.Create(CultureInfo.InvariantCulture, $"Sharpe at {other} bp")),
            ],
            .. rows.Where(row => row.Cost == cost).Select(row => (string[])
            [
                MethodNames.Of(row.Method), row.Setting, Percent(row.AnnualReturn), Number(row.Sharpe),
                row.Method == Method.BuyAndHold ? "-" : Number(row.OverHolding[1]), Percent(row.Drawdown), Number(row.Turnover, "0.0"),
                .. others.Select(other => Number(rows.Single(same => same.Method == row.Method && same.Cost == other).Sharpe)),
            ]),
        ];
        return TextTable.Text(cells, holdsWords: static column => column < 2);
    }

    private static string Percent(Estimate estimate)
        => Number(new(100 * estimate.Value, 100 * estimate.Low, 100 * estimate.High), "0.0");

    private static string Number(Estimate estimate, string format = "0.00")
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Of(estimate.Value)} [{Of(estimate.Low)}, {Of(estimate.High)}]";
    }
}
