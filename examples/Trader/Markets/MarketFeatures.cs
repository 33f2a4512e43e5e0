namespace AutogradMaml.Examples.Trader;

/// <summary>What a policy sees at the close of a day: numbers made of the asset's own returns up to that close, and of nothing
/// later.</summary>
/// <remarks>With l the log return of a day and v the volatility, v^2(t) = 0.94 v^2(t-1) + 0.06 l(t)^2 (RiskMetrics, technical document,
/// 1996, section 5.2): the sum of the last h log returns over v(t) sqrt(h), for h = 1, 5, 21, 63 and 252 days, and log(v(t) / w(t)), w
/// with 0.99 in place of 0.94; each cut off at 3 and -3. They are scaled by the past alone: no mean and no deviation of a whole series has
/// a part in them.</remarks>
internal sealed class MarketFeatures
{
    /// <summary>The days of the longest sum: before there are so many, a day has no features.</summary>
    public const int WarmUp = 252;

    private const double Decay = 0.94;
    private const double SlowDecay = 0.99;
    private const double Cut = 3;

    // Of a price that does not move at all.
    private const double LeastVolatility = 1e-6;

    private static readonly int[] Horizons = [1, 5, 21, 63, 252];

    private readonly float[][] _values;

    private MarketFeatures(Market market, float[][] values) => (Market, _values) = (market, values);

    /// <summary>The number of features.</summary>
    public static int Count => Horizons.Length + 1;

    /// <summary>The place of the last day's return among the features.</summary>
    public static int LastDayPlace => 0;

    /// <summary>The market.</summary>
    public Market Market { get; }

    /// <summary>The features of a market's days.</summary>
    /// <param name="market">The market.</param>
    public static MarketFeatures Of(Market market)
        => Of(market, [.. Enumerable.Range(0, market.Assets.Count).Select(asset => OfAsset(market.PricesOf(asset)))]);

    /// <summary>Features made in another way.</summary>
    /// <param name="market">The market.</param>
    /// <param name="values">For each asset the features of each day, one day after the other.</param>
    public static MarketFeatures Of(Market market, float[][] values) => new(market, values);

    /// <summary>The features of an asset at the close of a day.</summary>
    /// <param name="asset">The asset's number.</param>
    /// <param name="day">The day.</param>
    public ReadOnlySpan<float> At(int asset, int day) => _values[asset].AsSpan(day * Count, Count);

    private static float[] OfAsset(ReadOnlySpan<double> prices)
    {
        float[] values = new float[prices.Length * Count];
        (double fast, double slow) = (0, 0);
        for (int day = 1; day < prices.Length; day++)
        {
            double square = Math.Pow(Math.Log(prices[day] / prices[day - 1]), 2);
            (fast, slow) = day == 1
                ? (square, square)
                : ((Decay * fast) + ((1 - Decay) * square), (SlowDecay * slow) + ((1 - SlowDecay) * square));
            if (day < WarmUp)
            {
                continue;
            }

            Span<float> at = values.AsSpan(day * Count, Count);
            double volatility = Math.Max(LeastVolatility, Math.Sqrt(fast));
            for (int k = 0; k < Horizons.Length; k++)
            {
                at[k] = Within(Math.Log(prices[day] / prices[day - Horizons[k]]) / (volatility * Math.Sqrt(Horizons[k])));
            }

            at[^1] = Within(Math.Log(volatility / Math.Max(LeastVolatility, Math.Sqrt(slow))));
        }

        return values;
    }

    private static float Within(double value) => (float)Math.Clamp(value, -Cut, Cut);
}
