using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
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
        Introduce(output, market, split);

        MarketFeatures features = MarketFeatures.Of(market);
        IReadOnlyList<Choice> choices = Choose(features, split, folder, view, cancellation);
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
                ResultRow[] ofPart = [.. Test(part, walks, choices, market, cancellation)];
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

    private void Introduce(TextWriter output, Market market, WalkForward split)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Adaptive trader, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        output.WriteLine(market.IsSimulated
            ? $"Data: {SimulatedMarket.Words}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Data: '{market.Name}', {market.Assets.Count} assets, {market.Days.Count} days from {market.Days[0]} to {market.Days[^1]}."));
        if (market.Dropped.Count > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Dropped {market.Dropped.Count} {(market.Dropped.Count == 1 ? "row that repeats" : "rows that repeat")} the one before in " +
                    $"every column: {string.Join(", ", market.Dropped.Take(5))}{(market.Dropped.Count > 5 ? ", ..." : string.Empty)}."));
        }

        if (!market.IsSimulated)
        {
            output.WriteLine(
                "Survivorship: a list of assets that was drawn up at its end leaves out those that went under, which favours every method " +
                    "that buys, buy and hold most of all.");
        }

        output.WriteLine(
            $"Training {Between(market, split.Training)}, choice {Between(market, split.Validation)}, test {Between(market, split.Test)}; " +
                $"{split.Seen.Count} assets seen, {split.Unseen.Count} never: " +
                $"{string.Join(", ", split.Unseen.Select(asset => market.Assets[asset]))}");
    }

    private static string Between(Market market, Period period) => $"{market.Days[period.First]} to {market.Days[period.Last]}";

    /// <summary>Trains, and chooses the setting of each method that has a policy.</summary>
    private List<Choice> Choose(
        MarketFeatures features, WalkForward split, OutputFolder folder, IProgressView view, CancellationToken cancellation)
    {
        Experiment[] trained =
        [
            .. Experiment.Trained(options, new(features, split.TrainingWindows(), split.Training, inOrder: false)),
        ];
        TrainingRun[] trainings = [.. trained.Select(static experiment => experiment.Training!)];
        TrainingSession session = new(folder, options.Resume, trainings);
        Dictionary<Experiment, Parameters<float>> parameters = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in trained)
            {
                parameters[experiment] = session.Train(experiment.Training!, options.Threads, view, cancellation: cancellation);
            }
        });
        MarketTasks tasks = new(features, split.ValidationWindows(), split.Validation, inOrder: true);
        IReadOnlyList<int> tuningSteps = options.Preset.TuningSteps;
        List<Choice> choices = [];
        foreach (Method method in MethodNames.All.Where(static method => method >= Method.Pretrained))
        {
            choices.Add(Choice.Of(
                method,
                method switch
                {
                    Method.FineTuned => Experiment.Tuned(options, method)
                        .Select(experiment => (experiment, parameters[trained[0]], tuningSteps)),
                    Method.FromNothing => Experiment.Tuned(options, method)
                        .Select(experiment => (experiment, experiment.Learner.Initialize(options.Seed), tuningSteps)),
                    _ => trained.Where(experiment => experiment.Method == method)
                        .Select(experiment => (experiment, parameters[experiment], (IReadOnlyList<int>)[experiment.Steps])),
                },
                tasks,
                options.Threads,
                cancellation));
        }

        return choices;
    }

    private IEnumerable<ResultRow> Test(
        Part part, (Method Method, Walk Walk)[] walks, IReadOnlyList<Choice> choices, Market market,
        CancellationToken cancellation)
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

    private static void Tell(TextWriter output, ResultRow[] rows)
    {
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows[0].Part.Name} ({rows[0].Part.Assets.Count}), {rows[0].Days} days, costs of {ShownCost} basis points, with 95 % intervals " +
                $"by bootstrap of blocks of {BlockBootstrap.BlockLength} days"));
        output.Write(ResultsTable.Text(rows, ShownCost));
        foreach (string sentence in Verdict.Of([.. rows.Where(static row => row.Cost == ShownCost)]))
        {
            output.WriteLine(sentence);
        }
    }
}
