using System.Globalization;

namespace AutogradMaml.Examples.Trader;

/// <summary>What the numbers say, in sentences that are computed from them.</summary>
internal static class Verdict
{
    /// <summary>Whether anything beats buy and hold beyond its interval, and whether adaptation beats the policy that does not
    /// adapt.</summary>
    /// <param name="rows">The results of one part of the market at one cost.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<ResultRow> rows)
    {
        ResultRow[] others = [.. rows.Where(static row => row.Method != Method.BuyAndHold)];
        ResultRow[] adapting = [.. rows.Where(static row => row.Method > Method.Pretrained)];
        return
        [
            Sentence(
                $"{rows[0].Part.Name}, {Cost(rows[0])}, against buy and hold", others, static row => row.OverHolding),
            Sentence(
                $"{rows[0].Part.Name}, {Cost(rows[0])}, against the pre-trained policy that does not adapt", adapting,
                static row => row.OverPretrained),
        ];
    }

    private static string Sentence(string where, IReadOnlyList<ResultRow> rows, Func<ResultRow, Estimate[]> difference)
    {
        return $"{where}: {Of("mean annual return", 0)}; {Of("Sharpe ratio", 1)}.";

        string Of(string measure, int place)
        {
            string[] above = Names(static estimate => estimate.IsAbove);
            string[] below = Names(static estimate => estimate.IsBelow);
            return (above.Length == 0 ? $"nothing has a higher {measure} beyond its 95 % interval"
                    : $"a higher {measure} beyond its 95 % interval has {string.Join(", ", above)}")
                + (below.Length == 0 ? string.Empty : $", a lower one {string.Join(", ", below)}");

            string[] Names(Func<Estimate, bool> holds)
                => [.. rows.Where(row => holds(difference(row)[place])).Select(static row => MethodNames.Of(row.Method))];
        }
    }

    private static string Cost(ResultRow row) => string.Create(CultureInfo.InvariantCulture, $"costs of {row.Cost} basis points");
}
