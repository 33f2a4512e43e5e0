using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The test: the same goals for all methods, adapted to by policy-gradient steps.</summary>
internal static class Test
{
    /// <summary>The returns of a method after 0, 1, ... inner steps; of one that does not adapt the same after each.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="goals">The goals.</param>
    /// <param name="cancellation">Stops the test.</param>
    public static IReadOnlyList<ResultRow> Run(
        RunOptions options, Experiment experiment, Parameters<float> parameters, double[][] goals, CancellationToken cancellation)
    {
        using Evaluator<float> evaluator = new(experiment.Tested, experiment.Adapts ? Experiment.TestSteps : 0);
        AdaptationCurve curve = evaluator.Evaluate(
            parameters, new EnvironmentTasks<float>(experiment.Environment, goals), options.TestSeed, goals.Length,
            new() { Threads = options.Threads }, cancellation);
        return
        [
            .. Enumerable.Range(0, Experiment.TestSteps + 1).Select(step =>
            {
                int place = experiment.Adapts ? step : 0;
                LossSummary losses = curve.After(place);
                return new ResultRow(
                    experiment.Method, step, -losses.Mean, losses.HalfWidth95, curve.MeasureAfter("return of the mode", place).Mean,
                    experiment.Plan?.Iterations ?? 0);
            }),
        ];
    }
}
