using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Trader;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Trader;

/// <summary>No day of the future plays a part in what was decided before it, and the tests that say so find one that does.</summary>
public sealed class LeakTests
{
    private const int Support = 20;
    private const int Query = 5;

    private static readonly SimulatedMarket Simulated = SimulatedMarket.Draw(3, 6, 800);
    private static readonly Market Market = Simulated.Market;
    private static readonly WalkForward Split = WalkForward.Of(Market, Support, Query, 1);

    [Fact]
    public void The_periods_follow_each_other_and_no_window_leaves_its_own()
    {
        Assert.Equal(0, Split.Training.First);
        Assert.Equal(Split.Training.Last + 1, Split.Validation.First);
        Assert.Equal(Split.Validation.Last + 1, Split.Test.First);
        Assert.Equal(Market.Days.Count - 1, Split.Test.Last);
        Assert.Equal(Enumerable.Range(0, 6), Split.Seen.Concat(Split.Unseen).Order());
        Assert.Equal(2, Split.Unseen.Count);
        Assert.All(Split.TrainingWindows().Concat(Split.ValidationWindows()), window => Assert.Contains(window.Asset, Split.Seen));

        Assert.All(Split.TrainingWindows(), window => Assert.InRange(window.LastDay, 0, Split.Training.Last));
        Assert.Contains(Split.TrainingWindows(), window => window.LastDay == Split.Training.Last);
        Assert.All(Split.ValidationWindows(), window => Assert.InRange(window.LastDay, window.First, Split.Validation.Last));
        Assert.Equal(Split.Validation.First, Split.ValidationWindows().Min(static window => window.First));
        Assert.Equal(Split.Test.First, Split.TestWindows(Split.Unseen).Min(static window => window.First));
        Assert.All(Split.TrainingWindows().Concat(Split.ValidationWindows()), static window => Assert.True(
            window.FirstDay >= MarketFeatures.WarmUp));
    }

    [Fact]
    public void A_window_of_a_later_period_is_refused()
    {
        MarketFeatures features = MarketFeatures.Of(Market);
        Window last = Split.TrainingWindows().Last(window => window.Asset == Split.Seen[0]);
        _ = new MarketTasks(features, [last], Split.Training, inOrder: false);
        foreach (Window leaking in (Window[])
            [
                last with { First = last.First + 1 }, last with { Query = last.Query + 1 }, Split.ValidationWindows()[0],
                last with { First = MarketFeatures.WarmUp + Support },
            ])
        {
            Assert.Contains(
                "and is judged from",
                Assert.Throws<ArgumentException>(() => new MarketTasks(features, [leaking], Split.Training, inOrder: false)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Features_of_a_day_know_no_later_one_and_a_planted_leak_is_found()
    {
        Assert.Null(FirstLeak(MarketFeatures.Of));
        Assert.NotNull(FirstLeak(ScaledByTheWholeSeries));
        Assert.NotNull(FirstLeak(OneDayTooLate));
    }

    [Fact]
    public void Training_and_choice_know_no_day_of_the_test_and_a_planted_leak_is_found()
    {
        Market changed = ChangedFrom(Split.Test.First);
        Assert.NotEqual(Market.Fingerprint, changed.Fingerprint);
        Assert.Equal(Trained(MarketFeatures.Of(Market)), Trained(MarketFeatures.Of(changed)));
        Assert.NotEqual(Trained(ScaledByTheWholeSeries(Market)), Trained(ScaledByTheWholeSeries(changed)));

        // Neither does training know of the days of the choice, which does.
        Market later = ChangedFrom(Split.Validation.First);
        double[] before = Trained(MarketFeatures.Of(Market));
        double[] after = Trained(MarketFeatures.Of(later));
        Assert.Equal(before[1..], after[1..]);
        Assert.NotEqual(before[0], after[0]);
    }

    [Fact]
    public void Positions_know_no_later_day()
    {
        IReadOnlyList<Window> windows = Split.TestWindows(Split.Unseen);
        int day = windows[2].First + 2;
        Market changed = ChangedFrom(day + 1);
        Choice choice = Choose(MarketFeatures.Of(Market));
        double[][] before = Positions(Market);
        double[][] after = Positions(changed);
        int known = day - windows[0].First;
        for (int place = 0; place < before.Length; place++)
        {
            Assert.Equal(before[place][..(known + 1)], after[place][..(known + 1)]);
            Assert.NotEqual(before[place][known + 1], after[place][known + 1]);
        }

        double[][] Positions(Market market) => Walk.Of(
            choice, MarketFeatures.Of(market), Split, Split.Unseen, windows, threads: 1, CancellationToken.None).Positions;
    }

    [Fact]
    public void A_market_that_is_too_short_or_too_small_is_refused()
    {
        Assert.Contains("expected at least 2 assets and 2060 days", Assert.Throws<UsageException>(
            () => WalkForward.Of(Market, 772, 3, 1)).Message, StringComparison.Ordinal);
        int least = WalkForward.LeastDays(Support, Query);
        WalkForward split = WalkForward.Of(SimulatedMarket.Draw(1, 2, least).Market, Support, Query, 1);
        Assert.NotEmpty(split.TrainingWindows());
        Assert.NotEmpty(split.ValidationWindows());
        Assert.NotEmpty(split.TestWindows(split.Seen));
        Assert.Throws<UsageException>(() => WalkForward.Of(SimulatedMarket.Draw(1, 2, least - 1).Market, Support, Query, 1));
        Assert.Throws<UsageException>(() => WalkForward.Of(SimulatedMarket.Draw(1, 1, least).Market, Support, Query, 1));
    }

    /// <summary>The first day whose features change with closes after it; null if there is none.</summary>
    private static int? FirstLeak(Func<Market, MarketFeatures> make)
    {
        MarketFeatures features = make(Market);
        foreach (int day in (int[])[MarketFeatures.WarmUp, 400, 600, Market.Days.Count - 2])
        {
            MarketFeatures other = make(ChangedFrom(day + 1));
            for (int asset = 0; asset < Market.Assets.Count; asset++)
            {
                if (!features.At(asset, day).SequenceEqual(other.At(asset, day)))
                {
                    return day;
                }
            }
        }

        return null;
    }

    // What many write: means and deviations of the whole series.
    private static MarketFeatures ScaledByTheWholeSeries(Market market)
    {
        MarketFeatures own = MarketFeatures.Of(market);
        return MarketFeatures.Of(market, [.. Enumerable.Range(0, market.Assets.Count).Select(asset =>
        {
            float[] values = Values(own, asset);
            float mean = values.Average();
            return values.Select(value => value - mean).ToArray();
        })]);
    }

    private static MarketFeatures OneDayTooLate(Market market)
    {
        MarketFeatures own = MarketFeatures.Of(market);
        return MarketFeatures.Of(market, [.. Enumerable.Range(0, market.Assets.Count).Select(asset =>
        {
            float[] values = Values(own, asset);
            return values.Skip(MarketFeatures.Count).Concat(values[^MarketFeatures.Count..]).ToArray();
        })]);
    }

    private static float[] Values(MarketFeatures features, int asset)
        => [.. Enumerable.Range(0, features.Market.Days.Count).SelectMany(day => features.At(asset, day).ToArray())];

    /// <summary>The market with closes from a day on that go another way.</summary>
    private static Market ChangedFrom(int day) => Market.With(
    [
        .. Enumerable.Range(0, Market.Assets.Count).Select(asset => Market.PricesOf(asset).ToArray()
            .Select((price, at) => at < day ? price : price * (1 + (0.3 * Math.Sin(at + asset))) / 1.1).ToArray()),
    ]);

    /// <summary>The objective in the validation period, then all trained parameters.</summary>
    private static double[] Trained(MarketFeatures features)
    {
        Choice choice = Choose(features);
        return [choice.Objective, .. choice.Parameters.SelectMany(static entry => Tensors.ToArray(entry.Value)).Select(Convert.ToDouble)];
    }

    private static Parameters<float> Train(TrainingPlan<float> plan)
    {
        Trainer<float> trainer = new(plan);
        return trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 }).MetaParameters;
    }

    private static Choice Choose(MarketFeatures features)
    {
        RunOptions options = new()
        {
            Preset = Presets.Quick with { Iterations = 5, MetaBatch = 4, StepSizes = [0.5] },
            Support = Support,
            Query = Query,
            Threads = 1,
        };
        Experiment maml = Experiment.Trained(options, new(features, Split.TrainingWindows(), Split.Training, inOrder: false))
            .Single(static experiment => experiment.Method == Method.Maml);
        MarketTasks validation = new(features, Split.ValidationWindows(), Split.Validation, inOrder: true);
        return Choice.Of(
            Method.Maml, [(maml, Train(maml.Training!.Plan), [maml.Steps])], validation, threads: 1, CancellationToken.None);
    }
}
