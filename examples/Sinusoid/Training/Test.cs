using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The test: the same new tasks for all methods, adapted to with the inner steps of each.</summary>
internal static class Test
{
    /// <summary>The query loss above which an adaptation counts as diverged: the largest curve has a mean square of 12.5.</summary>
    public const double DivergedAbove = 100;

    /// <summary>Tests a method with each of its numbers of shots.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its trained parameters.</param>
    /// <param name="seconds">How long its training took; null if it is not known.</param>
    /// <param name="cancellation">Stops the test.</param>
    public static IReadOnlyList<ResultRow> Run(
        RunOptions options, Experiment experiment, Parameters<float> parameters, double? seconds, CancellationToken cancellation)
    {
        Preset preset = options.Preset;

        // Without steps the loss is the same after any number of them.
        bool adapts = experiment.TakesSteps;
        using Evaluator<float> evaluator = new(experiment.Tested.Adaptation, adapts ? preset.TestSteps : 0);
        List<ResultRow> rows = [];
        foreach (int shots in experiment.TestShots)
        {
            AdaptationCurve curve = evaluator.Evaluate(
                parameters, experiment.Tasks(shots, preset.TestQueries), options.TestSeed, preset.TestTasks,
                new() { Threads = options.Threads, Communicator = options.Ranks }, cancellation);
            LossSummary[] steps =
            [
                .. Enumerable.Range(0, preset.TestSteps + 1).Select(step => curve.After(adapts ? step : 0, DivergedAbove)),
            ];
            rows.Add(new(experiment.Method, shots, experiment.Plan?.Iterations ?? 0, seconds, steps));
        }

        return rows;
    }
}
