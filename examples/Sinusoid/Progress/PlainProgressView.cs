using System.Globalization;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>Progress as plain lines, for output that goes to a file or a pipe.</summary>
/// <param name="output">Where the lines go.</param>
internal sealed class PlainProgressView(TextWriter output) : IProgressView
{
    // About ten lines for a training.
    private const int Lines = 10;

    private Pace _pace = new(0);
    private long _shown;

    public void While(IReadOnlyList<Experiment> methods, Action work) => work();

    public void Begin(Method method, long iteration)
    {
        _pace = new Pace(iteration);
        _shown = iteration;
        if (iteration > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{MethodNames.Of(method),-10}  goes on from iteration {iteration}"));
        }
    }

    public void Report(Method method, TrainingProgress progress)
    {
        if (progress.Iteration - _shown < progress.Iterations / Lines || progress.Iteration == progress.Iterations)
        {
            return;
        }

        _shown = progress.Iteration;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{MethodNames.Of(method),-10}  {progress.Iteration,7} of {progress.Iterations}  loss {progress.Loss,6:0.000}  {Pace.Words(_pace.Left(progress.Iteration, progress.Iterations))} left"));
    }

    public void End(Method method) => output.WriteLine($"{MethodNames.Of(method),-10}  trained in {Pace.Words(_pace.Elapsed)}");
}
