using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>What scores of classes say: the class with the greatest, probabilities, and how often the right one is told.</summary>
internal static class ClassScores
{
    /// <summary>For each row of scores the class with the greatest, the first of several; -1 if one is NaN or infinite. Minus infinity is
    /// the score of a class that the support set has no example of, and -1 if it is that of all.</summary>
    /// <param name="scores">The rows, one behind the other.</param>
    /// <param name="classes">The length of a row.</param>
    public static int[] Greatest<T>(ReadOnlySpan<T> scores, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var greatest = new int[scores.Length / classes];
        for (int row = 0; row < greatest.Length; row++)
        {
            ReadOnlySpan<T> of = scores.Slice(row * classes, classes);
            int best = 0;
            for (int k = 0; k < classes; k++)
            {
                if (T.IsNaN(of[k]) || T.IsPositiveInfinity(of[k]))
                {
                    best = -1;
                    break;
                }

                best = of[k] > of[best] ? k : best;
            }

            greatest[row] = best >= 0 && T.IsNegativeInfinity(of[best]) ? -1 : best;
        }

        return greatest;
    }

    /// <summary>Adds the probabilities of rows of scores, exp(score) over the sum of the row; NaN where a row has no greatest
    /// one.</summary>
    /// <param name="scores">The rows, one behind the other.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="sums">What they are added to.</param>
    public static void AddProbabilities<T>(ReadOnlySpan<T> scores, int classes, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> row = stackalloc double[Math.Min(classes, 256)];
        row = classes > row.Length ? new double[classes] : row;
        for (int start = 0; start < scores.Length; start += classes)
        {
            double greatest = double.NegativeInfinity;
            for (int k = 0; k < classes; k++)
            {
                row[k] = double.CreateChecked(scores[start + k]);
                greatest = Math.Max(greatest, row[k]);
            }

            double all = 0;
            for (int k = 0; k < classes; k++)
            {
                row[k] = Math.Exp(row[k] - greatest);
                all += row[k];
            }

            for (int k = 0; k < classes; k++)
            {
                sums[start + k] += row[k] / all;
            }
        }
    }

    /// <summary>The share of right predictions of one task, by the weights of its queries; NaN where there are none: a mean over tasks then
    /// says so.</summary>
    /// <param name="predictions">The predicted classes of the queries.</param>
    /// <param name="batch">The tasks.</param>
    /// <param name="task">Which of them it is.</param>
    public static double Accuracy<T>(ReadOnlySpan<int> predictions, TaskBatch<T> batch, int task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> targets = batch.Array(batch.Layout.PlaceOf(EpisodeNames.QueryTargets), task);
        ReadOnlySpan<T> weights = batch.Layout.Contains(EpisodeNames.QueryWeights)
            ? batch.Array(batch.Layout.PlaceOf(EpisodeNames.QueryWeights), task) : [];
        double right = 0;
        double all = 0;
        for (int query = 0; query < predictions.Length; query++)
        {
            double weight = weights.IsEmpty ? 1 : double.CreateChecked(weights[query]);
            right += T.CreateChecked(predictions[query]) == targets[query] ? weight : 0;
            all += weight;
        }

        return predictions.IsEmpty ? double.NaN : right / all;
    }
}
