using System.Globalization;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Trader;

/// <summary>The figures: wealth, Sharpe ratios with their intervals, and what adaptation makes of a planted switch.</summary>
internal static class Figures
{
    /// <summary>What one unit of money becomes in the test.</summary>
    /// <param name="part">The part of the market.</param>
    /// <param name="accounts">What each method gained.</param>
    /// <param name="market">The market.</param>
    /// <param name="first">The first day.</param>
    /// <param name="cost">The costs, in basis points.</param>
    public static LineChart Wealth(
        Part part, IReadOnlyList<(Method Method, Account Account)> accounts, Market market, int first, double cost)
    {
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"{Title(market)}: {part.Assets.Count} {part.Name} in the test years, costs of {cost} bp"),
            XLabel = TimeLabel(market),
            YLabel = "wealth from 1 at the start",
            YScale = AxisScale.Logarithmic,
            LegendBelow = true,
            Series =
            [
                .. accounts.Select(entry => new Series(
                    MethodNames.Of(entry.Method),
                    [.. Enumerable.Range(first + 1, entry.Account.Returns.Length).Select(market.TimeOf)],
                    entry.Account.Wealth())
                {
                    Line = LineOf(entry.Method),
                    Color = ColorOf(entry.Method),
                }),
            ],
        };
    }

    /// <summary>The Sharpe ratios of all methods with their intervals: a dot plot.</summary>
    /// <param name="rows">The results at one cost.</param>
    /// <param name="market">The market.</param>
    public static LineChart Sharpe(IReadOnlyList<ResultRow> rows, Market market)
    {
        Part[] parts = [.. rows.Select(static row => row.Part).Distinct()];
        int last = MethodNames.All.Count - 1;
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture, $"{Title(market)}: Sharpe ratios in the test years, costs of {rows[0].Cost} bp"),
            XLabel = "Sharpe ratio (95 % interval of the block bootstrap)",
            YNames = [.. MethodNames.All.Reverse().Select(MethodNames.Of)],
            YLowest = -0.5,
            YHighest = last + 0.5,
            LegendBelow = true,
            Series =
            [
                .. from row in rows
                   where double.IsFinite(row.Sharpe.Low)
                   let height = HeightOf(row)
                   select new Series(string.Empty, [row.Sharpe.Low, row.Sharpe.High], [height, height])
                   {
                       Color = Array.IndexOf(parts, row.Part),
                   },
                .. parts.Select((part, place) => new Series(
                    part.Name, [.. Of(part).Select(static row => row.Sharpe.Value)], [.. Of(part).Select(HeightOf)])
                {
                    Color = place,
                    Line = LineStyle.None,
                    Marker = place == 0 ? Marker.Circle : Marker.Square,
                }),
                new(string.Empty, [0, 0], [-0.5, last + 0.5]) { Line = LineStyle.Dotted, Color = 7 },
            ],
        };

        IEnumerable<ResultRow> Of(Part part) => rows.Where(row => row.Part == part);

        double HeightOf(ResultRow row) => last - (int)row.Method + 0.15 - (0.3 * Array.IndexOf(parts, row.Part));
    }

    /// <summary>The weight of the last day's return of one asset, window after window, and the pull that was planted.</summary>
    /// <param name="simulated">The market.</param>
    /// <param name="part">The part of the market; the asset is the one of it that switches nearest to the middle of the test.</param>
    /// <param name="walks">What each method held.</param>
    /// <param name="query">The days of a window.</param>
    public static LineChart Switch(
        SimulatedMarket simulated, Part part, IReadOnlyList<(Method Method, Walk Walk)> walks, int query)
    {
        (int first, int days) = (walks[0].Walk.First, walks[0].Walk.Days);
        int place = Enumerable.Range(0, part.Assets.Count).MinBy(
            candidate => SwitchesOf(candidate).Select(day => Math.Abs(day - (first + (days / 2)))).DefaultIfEmpty(int.MaxValue).Min());
        Market market = simulated.Market;
        return new()
        {
            Title = $"Simulated market, asset {market.Assets[part.Assets[place]]}: the weight of the last day's return, and the pull " +
                "that was planted",
            XLabel = TimeLabel(market),
            YLabel = "weight of the last day's return",
            LegendBelow = true,
            Series =
            [
                .. from entry in walks
                   where entry.Method is Method.Pretrained or Method.Maml or Method.MetaSgd
                   select new Series(
                       MethodNames.Of(entry.Method),
                       [.. Enumerable.Range(0, days).Select(day => market.TimeOf(first + day))],
                       [.. Enumerable.Range(0, days).Select(day => entry.Walk.LastDayWeights[place][day / query])])
                   {
                       Color = ColorOf(entry.Method),
                       Line = LineOf(entry.Method),
                   },
                new(
                    "planted pull", [.. Enumerable.Range(0, days).Select(day => market.TimeOf(first + day))],
                    [.. Enumerable.Range(0, days).Select(day => PullsOf(place)[first + day])])
                {
                    Color = 6,
                    Line = LineStyle.Dotted,
                },
            ],
        };

        double[] PullsOf(int candidate) => simulated.Pulls[part.Assets[candidate]];

        IEnumerable<int> SwitchesOf(int candidate) => Enumerable.Range(first + 1, days - 1)
            .Where(day => PullsOf(candidate)[day] != PullsOf(candidate)[day - 1]);
    }

    private static string Title(Market market) => market.IsSimulated ? "Simulated market" : market.Name;

    private static string TimeLabel(Market market) => market.IsDated ? "year" : "day";

    private static LineStyle LineOf(Method method) => method switch
    {
        Method.BuyAndHold or Method.Momentum => LineStyle.Dashed,
        Method.Pretrained or Method.FromNothing => LineStyle.Dotted,
        _ => LineStyle.Solid,
    };

    private static int ColorOf(Method method) => method switch
    {
        Method.BuyAndHold => 6,
        Method.Momentum => 7,
        Method.Pretrained or Method.FineTuned => 0,
        Method.FromNothing => 3,
        Method.Fomaml => 4,
        Method.Maml => 1,
        _ => 2,
    };
}
