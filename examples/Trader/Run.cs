using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Trader;

/// <summary>The whole experiment: trains on the first years, chooses settings on the next, tests on the last, writes tables, results and
/// figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    // The cost that tables and pictures are about.
    private const double ShownCost = 10;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the tables go.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The folder or the data can't be used.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        SimulatedMarket? simulated = options.Data is null
            ? SimulatedMarket.Draw(options.Seed, options.Preset.Assets, options.Preset.Days)
            : null;
        Market market = simulated?.Market ?? PriceFile.Read(options.Data!);
        WalkForward split = WalkForward.Of(market, options.Support, options.Query, options.Seed);
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        Introduction.Write(output, options, market, split);

        MarketFeatures features = MarketFeatures.Of(market);
        IReadOnlyList<Choice> choices = Selection.Choose(options, features, split, folder, view, cancellation);
        Part[] parts = [new("unseen assets", "unseen", split.Unseen), new("seen assets", "seen", split.Seen)];
        List<ResultRow> rows = [];
        List<(string Name, LineChart Chart)> charts = [];
        try
        {
            foreach (Part part in parts)
            {
                IReadOnlyList<Window> windows = split.TestWindows(part.Assets);
                (Method Method, Walk Walk)[] walks =
                [
                    .. ((Method[])[Method.BuyAndHold, Method.Momentum])
                        .Select(method => (method, Walk.Of(method, market, part.Assets, windows))),
                    .. choices.Select(choice => (
                        choice.Method,
                        Walk.Of(choice, features, split, part.Assets, windows, options.Threads, cancellation))),
                ];
                ResultRow[] ofPart = [.. MarketTest.Rows(options, part, walks, choices, market, cancellation)];
                rows.AddRange(ofPart);
                charts.Add((
                    $"wealth-{part.Slug}.svg",
                    Figures.Wealth(
                        part, [.. walks.Select(entry => (entry.Method, Account.Of(entry.Walk, market, ShownCost / 10_000)))], market,
                        walks[0].Walk.First, ShownCost)));
                if (simulated is not null && part == parts[0])
                {
                    charts.Add(("switch.svg", Figures.Switch(simulated, part, walks, options.Query)));
                }

                Tell(output, ofPart);
            }
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{options.Folder}'.");
        }

        charts.Add(("sharpe.svg", Figures.Sharpe([.. rows.Where(static row => row.Cost == ShownCost)], market)));
        folder.Write("results.json", ResultsFile.Text(rows, market, options));
        charts.ForEach(chart => folder.Write(chart.Name, chart.Chart.ToSvg()));
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: results.json, {string.Join(", ", charts.Select(static chart => chart.Name))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private static void Tell(TextWriter output, ResultRow[] rows)
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows[0].Part.Name} ({rows[0].Part.Assets.Count}), {rows[0].Days} days, costs of {ShownCost} basis points, with 95 % " +
                $"intervals by bootstrap of blocks of {BlockBootstrap.BlockLength} days"));
        output.Write(ResultsTable.Text(rows, ShownCost));
        foreach (string sentence in Verdict.Of([.. rows.Where(static row => row.Cost == ShownCost)]))
        {
            output.WriteLine(sentence);
        }
    }
}
