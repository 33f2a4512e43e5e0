using System.Globalization;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Trader;

/// <summary>Windows of a market as tasks: features are inputs [decisions + 1, features], the returns that they earn are targets
/// [decisions + 1, 1]. The first row of each set is the day before its first decision: it gives the position that the set begins
/// with.</summary>
internal sealed class MarketTasks : ITaskDistribution<float>
{
    private readonly MarketFeatures _features;
    private readonly IReadOnlyList<Window> _windows;
    private readonly bool _inOrder;
    private readonly TaskLayout _layout;

    /// <summary>Makes tasks of windows.</summary>
    /// <param name="features">The market, with what is seen of it.</param>
    /// <param name="windows">The windows, all of one size; at least one.</param>
    /// <param name="period">The days that judge them.</param>
    /// <param name="inOrder">Whether a task's number is that of its window; otherwise it is drawn.</param>
    /// <exception cref="ArgumentException">A window reads a day that it may not.</exception>
    public MarketTasks(MarketFeatures features, IReadOnlyList<Window> windows, Period period, bool inOrder)
    {
        foreach (Window window in windows)
        {
            if (!period.Holds(window) || window.FirstDay < MarketFeatures.WarmUp)
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The window of asset {window.Asset} has days {window.FirstDay} to {window.LastDay} and is judged from " +
                        $"{window.First} on; expected days from {MarketFeatures.WarmUp} to {period.Last}, judged from {period.First} on."));
            }
        }

        (_features, _windows, _inOrder) = (features, windows, inOrder);
        (int support, int query) = (windows[0].Support + 1, windows[0].Query + 1);
        _layout = new(
            (EpisodeNames.SupportInputs, [support, MarketFeatures.Count]), (EpisodeNames.SupportTargets, [support, 1]),
            (EpisodeNames.QueryInputs, [query, MarketFeatures.Count]), (EpisodeNames.QueryTargets, [query, 1]));
        Market market = features.Market;
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{windows.Count} windows of '{market.Name}' {market.Fingerprint}, support {support - 1}, query {query - 1}, days " +
                $"{windows.Min(static window => window.FirstDay)} to {windows.Max(static window => window.LastDay)}, assets " +
                $"{string.Join(' ', windows.Select(static window => window.Asset).Distinct())}{(inOrder ? ", in order" : string.Empty)}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>The number of windows.</summary>
    public int Count => _windows.Count;

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        int place = _inOrder
            ? (int)(task.Index % _windows.Count)
            : arrays.Stream(task.Seed, "window", task.Index).NextInt32(_windows.Count);
        Window window = _windows[place];
        Fill(window.Asset, window.FirstDay, arrays[EpisodeNames.SupportInputs], arrays[EpisodeNames.SupportTargets]);
        Fill(window.Asset, window.First - 1, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets]);
    }

    private void Fill(int asset, int first, Span<float> inputs, Span<float> targets)
    {
        for (int row = 0; row < targets.Length; row++)
        {
            _features.At(asset, first + row).CopyTo(inputs[(row * MarketFeatures.Count)..]);
            targets[row] = (float)_features.Market.ReturnAfter(asset, first + row);
        }
    }
}
