using System.Globalization;
using AutogradMaml.Maml;
using Spectre.Console;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>Progress as live bars, one for each method, for a terminal.</summary>
/// <param name="console">The terminal.</param>
internal sealed class LiveProgressView(IAnsiConsole console) : IProgressView
{
    private readonly Dictionary<Method, ProgressTask> _bars = [];
    private Pace _pace = new(0);

    public void While(IReadOnlyList<Experiment> methods, Action work)
        => console.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn())
            .Start(context =>
            {
                foreach (Experiment method in methods)
                {
                    double length = Math.Max(1, method.Plan!.Iterations);
                    _bars[method.Method] = context.AddTask(Line(method.Method, "waiting"), autoStart: false, maxValue: length);
                }

                work();
            });

    public void Begin(Method method, long iteration)
    {
        _pace = new Pace(iteration);
        _bars[method].StartTask();
        _bars[method].Value = iteration;
        _bars[method].Description = Line(method, "begins");
    }

    public void Report(Method method, TrainingProgress progress)
    {
        _bars[method].Value = progress.Iteration;
        _bars[method].Description = Line(method, string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Iteration}/{progress.Iterations}  loss {progress.Loss:0.000}  {Pace.Words(_pace.Left(progress.Iteration, progress.Iterations))} left"));
    }

    public void End(Method method)
    {
        ProgressTask bar = _bars[method];
        bar.Value = bar.MaxValue;
        bar.Description = Line(method, $"trained in {Pace.Words(_pace.Elapsed)}");
        bar.StopTask();
    }

    // Of one width, so that the bars stand still.
    private static string Line(Method method, string state) => Markup.Escape($"{MethodNames.Of(method),-10}  {state,-42}");
}
