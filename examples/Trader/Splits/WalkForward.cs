using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Trader;

/// <summary>The split: the first half of the days to train, the next fifth to choose settings, the rest to test, always forward in time;
/// and a third of the assets that neither training nor choice sees at all.</summary>
internal sealed class WalkForward
{
    private const double TrainingShare = 0.5;
    private const double ValidationShare = 0.2;

    private readonly int _support;
    private readonly int _query;

    private WalkForward(int days, int support, int query, IReadOnlyList<int> seen, IReadOnlyList<int> unseen)
    {
        (_support, _query, Seen, Unseen) = (support, query, seen, unseen);
        int training = (int)(TrainingShare * days);
        int validation = (int)((TrainingShare + ValidationShare) * days);
        Training = new(0, training - 1);
        Validation = new(training, validation - 1);
        Test = new(validation, days - 1);
    }

    /// <summary>The days that the meta-parameters are trained on.</summary>
    public Period Training { get; }

    /// <summary>The days that settings are chosen by.</summary>
    public Period Validation { get; }

    /// <summary>The days of the test.</summary>
    public Period Test { get; }

    /// <summary>The assets of training and choice, whose later years are in the test.</summary>
    public IReadOnlyList<int> Seen { get; }

    /// <summary>The assets of the test alone.</summary>
    public IReadOnlyList<int> Unseen { get; }

    /// <summary>The least number of days that can be split.</summary>
    /// <param name="support">The decisions of a support set.</param>
    /// <param name="query">The decisions of a query set.</param>
    public static int LeastDays(int support, int query)
        => (int)Math.Ceiling(Math.Max(
            (MarketFeatures.WarmUp + support + query + 3) / TrainingShare,
            (query + 3) / Math.Min(ValidationShare, 1 - TrainingShare - ValidationShare)));

    /// <summary>Splits a market.</summary>
    /// <param name="market">The market.</param>
    /// <param name="support">The decisions of a support set.</param>
    /// <param name="query">The decisions of a query set.</param>
    /// <param name="seed">By which the unseen assets are drawn.</param>
    /// <exception cref="UsageException">It has too few days or assets.</exception>
    public static WalkForward Of(Market market, int support, int query, ulong seed)
    {
        int assets = market.Assets.Count;
        if (market.Days.Count < LeastDays(support, query) || assets < 2)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{market.Name}' has {assets} assets and {market.Days.Count} days; with support windows of {support} days and query " +
                    $"windows of {query} expected at least 2 assets and {LeastDays(support, query)} days."));
        }

        int[] drawn = new RandomStream(seed, "unseen assets").Choose(Math.Max(1, (int)Math.Round(assets / 3.0)), assets);
        return new(
            market.Days.Count, support, query, [.. Enumerable.Range(0, assets).Where(asset => !drawn.Contains(asset))],
            [.. drawn.Order()]);
    }

    /// <summary>The tasks of training: of every seen asset, on every day that leaves room for its two sets.</summary>
    public IReadOnlyList<Window> TrainingWindows() => Windows(Training, Seen, step: 1);

    /// <summary>The tasks of the choice: of every seen asset, one query window after the other.</summary>
    public IReadOnlyList<Window> ValidationWindows() => Windows(Validation, Seen, _query);

    /// <summary>The tasks of the test: of some assets, one query window after the other.</summary>
    /// <param name="assets">The assets.</param>
    public IReadOnlyList<Window> TestWindows(IReadOnlyList<int> assets) => Windows(Test, assets, _query);

    private List<Window> Windows(Period period, IReadOnlyList<int> assets, int step)
    {
        List<Window> windows = [];
        foreach (int asset in assets)
        {
            int first = Math.Max(period.First, MarketFeatures.WarmUp + _support + 1);
            for (Window window = new(asset, first, _support, _query); period.Holds(window); window = window with { First = first })
            {
                windows.Add(window);
                first += step;
            }
        }

        return windows;
    }
}
