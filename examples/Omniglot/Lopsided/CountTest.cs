using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The test on lopsided support sets, class by class: those with few support images and those with many.</summary>
internal static class CountTest
{
    /// <summary>Tests.</summary>
    /// <param name="evaluator">Adapts and predicts.</param>
    /// <param name="parameters">The trained parameters.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="options">How many, and their seed.</param>
    /// <param name="cancellation">Stops between two tasks.</param>
    /// <returns>The accuracies by number of support images, ascending.</returns>
    public static IReadOnlyList<CountAccuracy> Run(
        ClassificationEvaluator<float> evaluator, Parameters<float> parameters, ITaskDistribution<float> tasks, RunOptions options,
        CancellationToken cancellation)
    {
        int[] counts = [.. options.SupportCounts!.Distinct().Order()];
        double[][][] NewShares() =>
        [
            .. counts.Select(_ => (double[][])[.. evaluator.Steps.Select(_ => new double[options.Settings.TestTasks])]),
        ];
        double[][][] transductive = NewShares();
        double[][][] nonTransductive = NewShares();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        Parallel.For(0, options.Settings.TestTasks, parallel, number =>
        {
            Parameters<float> task = tasks.Sample(options.TestSeed, number);
            TaskPredictions predictions = evaluator.Predict(parameters, task);
            float[] labels = Tensors.ToArray(task[EpisodeNames.QueryTargets]);
            ILookup<float, float> support = Tensors.ToArray(task[EpisodeNames.SupportTargets]).ToLookup(static label => label);
            for (int place = 0; place < counts.Length; place++)
            {
                int[] queries = [.. Enumerable.Range(0, labels.Length).Where(k => support[labels[k]].Count() == counts[place])];
                for (int step = 0; step < evaluator.Steps.Count; step++)
                {
                    transductive[place][step][number] = Share(predictions.Transductive[step], labels, queries);
                    nonTransductive[place][step][number] = Share(predictions.NonTransductive[step], labels, queries);
                }
            }
        });
        return [.. counts.Select((images, place) => new CountAccuracy(
            images, new(new(evaluator.Steps, transductive[place]), new(evaluator.Steps, nonTransductive[place]))))];
    }

    private static double Share(int[] predicted, float[] labels, int[] queries)
        => queries.Count(k => predicted[k] == labels[k]) / (double)queries.Length;
}
