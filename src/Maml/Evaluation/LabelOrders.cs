using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The accuracy on the same tasks under every order of their labels, which mean nothing, and which a learned start may yet treat
/// differently.</summary>
/// <remarks>Metric learners, and heads whose rows start alike, give all orders the same accuracy but for rounding.</remarks>
public static class LabelOrders
{
    /// <summary>The most classes that all orders are tried of: 720 of them.</summary>
    public const int MostWays = 6;

    /// <summary>Evaluates tasks under all orders of their labels, transductive, after the last of the evaluator's numbers of
    /// steps.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="evaluator">The evaluator of the learner.</param>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="tasks">Tasks whose targets are [examples] class numbers, 0 to ways - 1.</param>
    /// <param name="ways">The number of classes of a task, from 2 to <see cref="MostWays"/>; ways! evaluations.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="options">Threads and reports.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    public static LabelOrderResult Evaluate<T>(
        ClassificationEvaluator<T> evaluator,
        Parameters<T> meta,
        ITaskDistribution<T> tasks,
        int ways,
        ulong seed,
        int count,
        EvaluationOptions? options = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ways, MostWays);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double[] least = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
        double[] greatest = [.. Enumerable.Repeat(double.NegativeInfinity, count)];
        var sum = new double[count];
        int orders = 0;
        foreach (int[] order in All(ways))
        {
            double[] accuracies = evaluator
                .Evaluate(meta, tasks.Relabelled(order), seed, count, options, cancellation)
                .Transductive.Accuracies[^1];
            for (int k = 0; k < count; k++)
            {
                least[k] = Math.Min(least[k], accuracies[k]);
                greatest[k] = Math.Max(greatest[k], accuracies[k]);
                sum[k] += accuracies[k];
            }

            orders++;
        }

        return new(orders, least, [.. sum.Select(total => total / orders)], greatest);
    }

    /// <summary>All permutations of 0 to length - 1, in the order of a dictionary.</summary>
    /// <param name="length">How many numbers.</param>
    public static IEnumerable<int[]> All(int length)
    {
        int[] order = [.. Enumerable.Range(0, length)];
        while (true)
        {
            yield return [.. order];

            // The last place from which it rises, and the last number that is greater than the one there.
            int place = length - 2;
            while (place >= 0 && order[place] > order[place + 1])
            {
                place--;
            }

            if (place < 0)
            {
                yield break;
            }

            int other = length - 1;
            while (order[other] < order[place])
            {
                other--;
            }

            (order[place], order[other]) = (order[other], order[place]);
            Array.Reverse(order, place + 1, length - place - 1);
        }
    }
}
