using System.Globalization;
using System.Text.Json;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of the adaptive trader.</summary>
internal static class TraderTables
{
    // The costs that policies were trained for, and the others of the test.
    private const double Cost = 10;

    private static readonly double[] Others = [0, 25];

    /// <summary>A row for each part of the market and method; all measures at 10 basis points, the Sharpe ratio at the other costs
    /// too.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Traders.TryGetValue(name, out IReadOnlyList<TraderRecord>? lines))
        {
            throw new UsageException($"The table 'trader {name}' has no record 'trader-{name}.json'.");
        }

        return MarkdownTable.Text(
            [
                "assets", "method", "setting", "return % a year", "Sharpe ratio", "less buy and hold", "less pre-trained", "drawdown %",
                "turnover a year", .. Others.Select(static cost => string.Create(CultureInfo.InvariantCulture, $"Sharpe at {cost} bp")),
            ],
            lines.Where(static line => line.Cost == Cost).Select(line => (string[])
            [
                $"{line.Assets} {line.Part.Split(' ')[0]}",
                line.Method,
                line.Setting,
                Cell(line, "annual_return", 100, "0.0"),
                Cell(line, "sharpe"),
                line.Method == "buy-and-hold" ? string.Empty : Cell(line, "sharpe_over_buy_and_hold"),
                line.Method == "pretrained" ? string.Empty : Cell(line, "sharpe_over_pretrained"),
                Cell(line, "max_drawdown", 100, "0.0"),
                Cell(line, "turnover", 1, "0.0"),
                .. Others.Select(cost => Cell(
                    lines.Single(other => other.Part == line.Part && other.Method == line.Method && other.Cost == cost), "sharpe")),
            ]));
    }

    private static string Cell(TraderRecord line, string measure, double scale = 1, string format = "0.00")
    {
        return $"{Number(measure)} [{Number(measure + "_low")}, {Number(measure + "_high")}]";

        string Number(string field) => line.Fields.TryGetValue(field, out JsonElement value)
            ? value.ValueKind == JsonValueKind.Number ? (scale * value.GetDouble()).ToString(format, CultureInfo.InvariantCulture) : "-"
            : throw new UsageException($"A line of a trader record has no '{field}'.");
    }
}
