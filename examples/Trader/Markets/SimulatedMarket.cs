using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Trader;

/// <summary>A market in which adaptation must win: each asset is now one that follows its last day and now one that goes against it, and
/// switches between the two at times of its own.</summary>
/// <remarks>The log return l after day t is mu + s (phi(t) (l(t) - mu) / s + sqrt(1 - phi^2) e(t)), e standard normal, phi(t) =
/// <see cref="Pull"/> or its negative: a return that is as large in one regime as in the other. A regime ends on any day with the same
/// probability. Half of the time phi is positive, so that a policy which does not adapt loses in one regime what it gains in the
/// other.</remarks>
internal sealed class SimulatedMarket
{
    /// <summary>The size of phi.</summary>
    public const double Pull = 0.4;

    /// <summary>The mean length of a regime in days.</summary>
    public const int MeanRegime = 500;

    /// <summary>s: the standard deviation of a day's log return.</summary>
    public const double Volatility = 0.01;

    private const double Drift = 0.06 / Market.DaysInYear;
    private const int Before = 50;

    private SimulatedMarket(Market market, double[][] pulls) => (Market, Pulls) = (market, pulls);

    /// <summary>The closes.</summary>
    public Market Market { get; }

    /// <summary>phi of each asset on each day: what the return after it was drawn with.</summary>
    public IReadOnlyList<double[]> Pulls { get; }

    /// <summary>The market in words, for whoever reads its results.</summary>
    public static string Words => string.Create(
        CultureInfo.InvariantCulture,
        $"SIMULATED, not a real market: each asset follows its last day or goes against it (pull {Pull} or -{Pull}), and " +
            $"switches at times of its own, every {MeanRegime} days on average");

    /// <summary>Draws a market.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="assets">The number of assets.</param>
    /// <param name="days">The number of days.</param>
    public static SimulatedMarket Draw(ulong seed, int assets, int days)
    {
        double[][] prices = new double[assets][];
        double[][] pulls = new double[assets][];
        for (int asset = 0; asset < assets; asset++)
        {
            (prices[asset], pulls[asset]) = Asset(new RandomStream(seed, "simulated asset", asset), days);
        }

        Market market = new(
            "simulated",
            [.. Enumerable.Range(1, assets).Select(static number => number.ToString(CultureInfo.InvariantCulture))],
            [.. Enumerable.Range(1, days).Select(static number => number.ToString(CultureInfo.InvariantCulture))],
            prices)
        {
            IsSimulated = true,
        };
        return new(market, pulls);
    }

    private static (double[] Prices, double[] Pulls) Asset(RandomStream random, int days)
    {
        double[] returns = new double[Before + days];
        double[] pulls = new double[Before + days];
        double pull = random.NextDouble() < 0.5 ? Pull : -Pull;
        for (int day = 0; day < returns.Length; day++)
        {
            pulls[day] = pull;
            double last = day == 0 ? 0 : returns[day - 1] - Drift;
            returns[day] = Drift + (pull * last) + (Volatility * Math.Sqrt(1 - (pull * pull)) * random.NextNormal());
            pull = random.NextDouble() < 1.0 / MeanRegime ? -pull : pull;
        }

        // returns[k] is that from day k - 1 - Before to the next: drawn at the close of the first of the two.
        double[] prices = new double[days];
        double log = Math.Log(100);
        for (int day = 0; day < days; day++)
        {
            prices[day] = Math.Exp(log);
            log += returns[Before + day];
        }

        return (prices, pulls[Before..]);
    }
}
