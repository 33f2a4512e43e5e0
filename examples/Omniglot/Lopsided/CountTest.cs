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
        double[][] transductive = [.. counts.Select(_ => new double[options.Settings.TestTasks])];
        double[][] nonTransductive = [.. counts.Select(_ => new double[options.Settings.TestTasks])];
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
                transductive[place][number] = Share(predictions.Transductive[^1], labels, queries);
                nonTransductive[place][number] = Share(predictions.NonTransductive[^1], labels, queries);
            }
        });
        return [.. counts.Select((images, place) => new CountAccuracy(
            images, AccuracySummary.Of(transductive[place]), AccuracySummary.Of(nonTransductive[place])))];
    }

    private static double Share(int[] predicted, float[] labels, int[] queries)
        => queries.Count(k => predicted[k] == labels[k]) / (double)queries.Length;
}
