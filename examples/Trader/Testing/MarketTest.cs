namespace AutogradMaml.Examples.Trader;

/// <summary>The test: what each method did, with intervals.</summary>
internal static class MarketTest
{
    /// <summary>The rows of a part of the market: every method at every cost, against the baselines on the same resamples.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="part">The part.</param>
    /// <param name="walks">What each method held.</param>
    /// <param name="choices">The settings of those that have any.</param>
    /// <param name="market">The market.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IEnumerable<ResultRow> Rows(
        RunOptions options, Part part, (Method Method, Walk Walk)[] walks, IReadOnlyList<Choice> choices,
        Market market, CancellationToken cancellation)
    {
        BlockBootstrap bootstrap = new(walks[0].Walk.Days, options.Preset.Resamples, options.Seed);
        foreach (double cost in RunOptions.TestCosts)
        {
            (Method Method, Performance Whole, Performance[] Resamples)[] tested =
            [
                .. walks.Select(entry =>
                {
                    Account account = Account.Of(entry.Walk, market, cost / 10_000);
                    return (entry.Method, bootstrap.Of(account), bootstrap.Resampled(account, options.Threads, cancellation));
                }),
            ];
            foreach ((Method method, Performance whole, Performance[] resamples) in tested)
            {
                yield return new(
                    part, method, choices.FirstOrDefault(choice => choice.Method == method)?.Setting ?? string.Empty, cost,
                    walks[0].Walk.Days,
                    [.. Performance.Measures.Select(measure => Estimate.Of(measure.Of(whole), resamples.Select(measure.Of)))],
                    Over(Method.BuyAndHold),
                    Over(Method.Pretrained));

                Estimate[] Over(Method baseline)
                {
                    (_, Performance its, Performance[] theirs) = tested.Single(entry => entry.Method == baseline);
                    return
                    [
                        .. Performance.Measures.Select(measure => Estimate.Of(
                            measure.Of(whole) - measure.Of(its),
                            resamples.Zip(theirs, (mine, other) => measure.Of(mine) - measure.Of(other)))),
                    ];
                }
            }
        }
    }
}
