using System.Globalization;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>Progress as plain lines, for output that goes to a file or a pipe.</summary>
/// <param name="output">Where the lines go.</param>
public sealed class PlainProgressView(TextWriter output) : IProgressView
{
    // About ten lines for a training.
    private const int Lines = 10;

    private Pace _pace = new(0);
    private long _shown;

    /// <inheritdoc/>
    public void While(IReadOnlyList<TrainingRun> trainings, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        work();
    }

    /// <inheritdoc/>
    public void Begin(string training, long iteration)
    {
        _pace = new Pace(iteration);
        _shown = iteration;
        if (iteration > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{training,-10}  goes on from iteration {iteration}"));
        }
    }

    /// <inheritdoc/>
    public void Report(string training, TrainingProgress progress)
    {
        if (progress.Iteration - _shown < progress.Iterations / Lines || progress.Iteration == progress.Iterations)
        {
            return;
        }

        _shown = progress.Iteration;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{training,-10}  {progress.Iteration,7} of {progress.Iterations}  loss {progress.Loss,6:0.000}  " +
                $"{Pace.Words(_pace.Left(progress.Iteration, progress.Iterations))} left"));
    }

    /// <inheritdoc/>
    public void Note(string training, string text) => output.WriteLine($"{training,-10}  {text}");

    /// <inheritdoc/>
    public void End(string training) => output.WriteLine($"{training,-10}  trained in {Pace.Words(_pace.Elapsed)}");
}
