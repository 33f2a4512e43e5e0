using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Policies;

/// <summary>The test: the same tasks for all methods, adapted to by policy-gradient steps.</summary>
public static class PolicyTest
{
    /// <summary>The returns of a method after 0, 1, ... inner steps; of one that does not adapt the same after each.</summary>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="seed">The seed of the test.</param>
    /// <param name="threads">The number of threads; the results don't depend on it.</param>
    /// <param name="ranks">What connects the processes that share the tasks out; null for one. Each has all returns.</param>
    /// <param name="cancellation">Stops the test.</param>
    public static IReadOnlyList<ResultRow> Run(
        Experiment experiment, Parameters<float> parameters, double[][] tasks, ulong seed, int threads, ICommunicator? ranks,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(tasks);
        using Evaluator<float> evaluator = new(experiment.Tested, experiment.Adapts ? Experiment.TestSteps : 0);
        AdaptationCurve curve = evaluator.Evaluate(
            parameters, new EnvironmentTasks<float>(experiment.Environment, tasks), seed, tasks.Length,
            new() { Threads = threads, Communicator = ranks }, cancellation);
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
