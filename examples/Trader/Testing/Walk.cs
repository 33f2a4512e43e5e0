using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Trader;

/// <summary>What a method holds of some assets in the test: it goes forward window by window, adapts to the days before and trades those
/// after.</summary>
/// <param name="Assets">The assets.</param>
/// <param name="First">The first day.</param>
/// <param name="Positions">Of each asset, in order: the position that is decided at the close of each day.</param>
/// <param name="LastDayWeights">Of each asset: the weight of the last day's return, of each window; empty for a method without
/// a policy.</param>
internal sealed record Walk(IReadOnlyList<int> Assets, int First, double[][] Positions, double[][] LastDayWeights)
{
    /// <summary>The number of days.</summary>
    public int Days => Positions[0].Length;

    /// <summary>A method without a policy.</summary>
    /// <param name="method">The method.</param>
    /// <param name="market">The market.</param>
    /// <param name="assets">The assets.</param>
    /// <param name="windows">Their windows.</param>
    public static Walk Of(Method method, Market market, IReadOnlyList<int> assets, IReadOnlyList<Window> windows)
    {
        Walk walk = Flat(assets, windows);
        foreach ((int place, int from, Window window) in Placed(assets, windows))
        {
            ReadOnlySpan<double> prices = market.PricesOf(window.Asset);
            double position = method switch
            {
                Method.BuyAndHold => 1,
                Method.Momentum => Math.Sign(prices[window.First] - prices[window.First - MarketFeatures.WarmUp]),
                _ => throw new ArgumentOutOfRangeException(nameof(method), method, "It has a policy."),
            };
            walk.Positions[place].AsSpan(from, window.Query).Fill(position);
        }

        return walk;
    }

    /// <summary>A method with a policy.</summary>
    /// <param name="choice">The method with its setting.</param>
    /// <param name="features">The market with what is seen of it.</param>
    /// <param name="split">The split.</param>
    /// <param name="assets">The assets.</param>
    /// <param name="windows">Their windows.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Walk Of(
        Choice choice, MarketFeatures features, WalkForward split, IReadOnlyList<int> assets, IReadOnlyList<Window> windows, int threads,
        CancellationToken cancellation)
    {
        Walk walk = Flat(assets, windows);
        MarketTasks tasks = new(features, windows, split.Test, inOrder: true);
        (int Place, int From, Window Window)[] placed = [.. Placed(assets, windows)];
        Parallel.For(
            0, windows.Count, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, number =>
            {
                (int place, int from, Window window) = placed[number];
                Parameters<float> task = tasks.Sample(0, number);
                AdaptedLearner<float> adapted = choice.Learner.Adapt(choice.Parameters, task, choice.Steps);
                float[] positions = Tensors.ToArray(adapted.Predict(task.QueryInputs));
                for (int day = 0; day < window.Query; day++)
                {
                    // The first row is the day before.
                    walk.Positions[place][from + day] = positions[day + 1];
                }

                const string Weight = "net.0.weight";
                Tensor<float> weights = adapted.Adapted.TryGet(Weight, out Tensor<float>? own) ? own : choice.Parameters[Weight];
                walk.LastDayWeights[place][from / window.Query] = Tensors.ToArray(weights)[MarketFeatures.LastDayPlace];
            });
        return walk;
    }

    private static Walk Flat(IReadOnlyList<int> assets, IReadOnlyList<Window> windows)
    {
        int each = windows.Count / assets.Count;
        return new(
            assets, windows[0].First, [.. assets.Select(_ => new double[each * windows[0].Query])],
            [.. assets.Select(_ => new double[each])]);
    }

    // The windows of an asset follow each other, and those of all assets begin on the same days.
    private static IEnumerable<(int Place, int From, Window Window)> Placed(IReadOnlyList<int> assets, IReadOnlyList<Window> windows)
    {
        int each = windows.Count / assets.Count;
        return windows.Select((window, number) => (number / each, number % each * window.Query, window));
    }
}
