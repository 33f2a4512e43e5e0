namespace AutogradMaml.Maml;

/// <summary>What a state is worth, linear in features of it: b(s, t) = w . (s, s^2, t/100, (t/100)^2, (t/100)^3, 1), s clipped to 10 in
/// size, fitted to the discounted returns of a task's rollouts by least squares with a ridge.</summary>
/// <remarks>Fitted for each task on the host, in double precision; where the equations are singular to working precision the ridge grows
/// tenfold, at most five times. Cost: steps times features squared. Source: Duan, Chen, Houthooft, Schulman and Abbeel, Benchmarking deep
/// reinforcement learning for continuous control, 2016.</remarks>
public sealed class LinearFeatureBaseline
{
    private const double MostObserved = 10;
    private const double TimeScale = 100;
    private const int Tries = 6;

    private readonly BaselineFit _fit;
    private readonly double _ridge;

    /// <summary>Describes the baseline.</summary>
    /// <param name="fit">On which rollouts it is fitted.</param>
    /// <param name="ridge">The weight of |w|^2 beside the squared errors; above 0.</param>
    public LinearFeatureBaseline(BaselineFit fit = BaselineFit.OwnRollouts, double ridge = 1e-5)
    {
        if (!Enum.IsDefined(fit))
        {
            throw new ArgumentOutOfRangeException(nameof(fit), fit, "There is no such way to fit a baseline.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        (_fit, _ridge) = (fit, ridge);
    }

    /// <summary>The baseline in words.</summary>
    public string Description => FormattableString.Invariant($"linear features fitted on {_fit}, ridge {_ridge:R}");

    /// <summary>The fewest rollouts of a task that it can be fitted on.</summary>
    internal int FewestRollouts => _fit == BaselineFit.OtherHalf ? 2 : 1;

    /// <summary>How many numbers <see cref="Predict"/> wants as scratch.</summary>
    internal static int ScratchLength(int observationSize)
    {
        int features = FeaturesOf(observationSize);
        return (2 * features * features) + (3 * features);
    }

    /// <summary>Fits the baseline and writes what it says of each step.</summary>
    /// <param name="steps">The rollouts of one task.</param>
    /// <param name="returns">The discounted return from each step on, [rollouts, horizon].</param>
    /// <param name="values">The baseline at each step, [rollouts, horizon]; 0 behind the end of a rollout.</param>
    /// <param name="scratch">Memory of <see cref="ScratchLength"/>.</param>
    internal void Predict(RolloutSteps steps, ReadOnlySpan<double> returns, Span<double> values, Span<double> scratch)
    {
        int features = FeaturesOf(steps.ObservationSize);
        Span<double> weights = scratch[..features];
        Span<double> row = scratch.Slice(features, features);
        values.Clear();

        // One rollout of each fold is the least.
        int folds = FewestRollouts;
        for (int fold = 0; fold < folds; fold++)
        {
            // Of two halves the one is fitted on the other.
            Fit(steps, returns, folds, (fold + 1) % folds, weights, row, scratch[(2 * features)..]);
            for (int rollout = fold; rollout < steps.Rollouts; rollout += folds)
            {
                for (int time = 0; time < steps.Lengths[rollout]; time++)
                {
                    Features(steps, rollout, time, row);
                    double value = 0;
                    for (int k = 0; k < features; k++)
                    {
                        value += weights[k] * row[k];
                    }

                    values[(rollout * steps.Horizon) + time] = value;
                }
            }
        }
    }

    private void Fit(
        RolloutSteps steps,
        ReadOnlySpan<double> returns,
        int stride,
        int first,
        Span<double> weights,
        Span<double> row,
        Span<double> scratch)
    {
        int features = weights.Length;
        Span<double> matrix = scratch[..(features * features)];
        Span<double> factor = scratch.Slice(features * features, features * features);
        Span<double> right = scratch.Slice(2 * features * features, features);
        matrix.Clear();
        right.Clear();
        for (int rollout = first; rollout < steps.Rollouts; rollout += stride)
        {
            for (int time = 0; time < steps.Lengths[rollout]; time++)
            {
                Features(steps, rollout, time, row);
                double target = returns[(rollout * steps.Horizon) + time];
                for (int i = 0; i < features; i++)
                {
                    right[i] += row[i] * target;
                    for (int j = 0; j <= i; j++)
                    {
                        matrix[(i * features) + j] += row[i] * row[j];
                    }
                }
            }
        }

        double ridge = _ridge;
        for (int attempt = 0; attempt < Tries; attempt++, ridge *= 10)
        {
            if (Factor(matrix, ridge, factor, features))
            {
                Solve(factor, right, weights);
                return;
            }
        }

        throw new InvalidOperationException(
            FormattableString.Invariant($"The baseline's equations are singular even with a ridge of {ridge / 10:G3}: ") +
            "returns or observations are not finite, or too great.");
    }

    // Cholesky's factor of matrix + ridge I, below its diagonal; whether there is one.
    private static bool Factor(ReadOnlySpan<double> matrix, double ridge, Span<double> factor, int size)
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * size) + j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[(i * size) + k] * factor[(j * size) + k];
                }

                if (i != j)
                {
                    factor[(i * size) + j] = sum / factor[(j * size) + j];
                }
                else if (sum > 0 && double.IsFinite(sum))
                {
                    factor[(i * size) + i] = Math.Sqrt(sum);
                }
                else
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Solve(ReadOnlySpan<double> factor, ReadOnlySpan<double> right, Span<double> solution)
    {
        int size = solution.Length;
        for (int i = 0; i < size; i++)
        {
            double sum = right[i];
            for (int k = 0; k < i; k++)
            {
                sum -= factor[(i * size) + k] * solution[k];
            }

            solution[i] = sum / factor[(i * size) + i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            double sum = solution[i];
            for (int k = i + 1; k < size; k++)
            {
                sum -= factor[(k * size) + i] * solution[k];
            }

            solution[i] = sum / factor[(i * size) + i];
        }
    }

    private static int FeaturesOf(int observationSize) => (2 * observationSize) + 4;

    private static void Features(RolloutSteps steps, int rollout, int time, Span<double> row)
    {
        int size = steps.ObservationSize;
        ReadOnlySpan<double> observation = steps.Observation(rollout, time);
        for (int k = 0; k < size; k++)
        {
            double clipped = Math.Clamp(observation[k], -MostObserved, MostObserved);
            row[k] = clipped;
            row[size + k] = clipped * clipped;
        }

        double scaled = time / TimeScale;
        row[2 * size] = scaled;
        row[(2 * size) + 1] = scaled * scaled;
        row[(2 * size) + 2] = scaled * scaled * scaled;
        row[(2 * size) + 3] = 1;
    }
}
