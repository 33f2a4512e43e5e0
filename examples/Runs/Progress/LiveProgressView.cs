using System.Globalization;
using AutogradMaml.Maml;
using Spectre.Console;

namespace AutogradMaml.Examples.Runs;

/// <summary>Progress as live bars, one for each training, for a terminal: how far it is, the loss and the way it took, the rate and the
/// time left.</summary>
/// <param name="console">The terminal.</param>
public sealed class LiveProgressView(IAnsiConsole console) : IProgressView
{
    private const int SparkWidth = 12;

    private readonly Dictionary<string, ProgressTask> _bars = [];
    private Pace _pace = new(0);
    private SparkLine _losses = new(SparkWidth);
    private string _note = string.Empty;

    /// <inheritdoc/>
    public void While(IReadOnlyList<TrainingRun> trainings, Action work)
        => console.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 })
            .Start(context =>
            {
                foreach (TrainingRun training in trainings)
                {
                    double length = Math.Max(1, training.Plan.Iterations);
                    _bars[training.Name] = context.AddTask(Line(training.Name, "waiting"), autoStart: false, maxValue: length);
                }

                work();
            });

    /// <inheritdoc/>
    public void Begin(string training, long iteration)
    {
        _pace = new Pace(iteration);
        _note = string.Empty;
        _losses = new(SparkWidth);
        _bars[training].StartTask();
        _bars[training].Value = iteration;
        _bars[training].Description = Line(training, "begins");
    }

    /// <inheritdoc/>
    public void Report(string training, TrainingProgress progress)
    {
        _losses.Add(progress.Loss);
        string way = console.Profile.Capabilities.Unicode ? $" {_losses,-SparkWidth}" : string.Empty;
        _bars[training].Value = progress.Iteration;
        _bars[training].Description = Line(training, string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Iteration}/{progress.Iterations}  loss {progress.Loss:0.000}{way}{_note}  " +
                $"{_pace.Rate(progress.Iteration):0.##}/s  {Pace.Words(_pace.Left(progress.Iteration, progress.Iterations))} left"));
    }

    /// <inheritdoc/>
    public void Note(string training, string text) => _note = $"  {text}";

    /// <inheritdoc/>
    public void End(string training)
    {
        ProgressTask bar = _bars[training];
        bar.Value = bar.MaxValue;
        bar.Description = Line(training, $"trained in {Pace.Words(_pace.Elapsed)}");
        bar.StopTask();
    }

    // Of one width, so that the bars stand still.
    private static string Line(string training, string state) => Markup.Escape($"{training,-10}  {state,-64}");
}
