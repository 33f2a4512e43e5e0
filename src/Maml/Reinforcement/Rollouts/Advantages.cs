namespace AutogradMaml.Maml;

/// <summary>By how much an action turned out better than expected, A_t = sum over l of (discount lambda)^l d_(t+l), d_t = r_t + discount
/// b(s_(t+1)) - b(s_t): with lambda 1 the discounted return from t on less the baseline, with no baseline the return itself.</summary>
/// <remarks>The baseline of what is behind the end of an episode, or its horizon, is 0. Source: Schulman, Moritz, Levine, Jordan and
/// Abbeel, High-dimensional continuous control using generalized advantage estimation, 2016, equation 16. A lambda below 1 and a discount
/// below 1 are biased against the undiscounted return; normalized advantages are a gradient of another length, and biased by
/// O(1/steps).</remarks>
public sealed record Advantages
{
    private const double LeastDeviation = 1e-8;

    /// <summary>The discount, above 0 and at most 1.</summary>
    public double Discount { get; init; } = 1;

    /// <summary>lambda, from 0 to 1.</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>The baseline, fitted for each task; null for none.</summary>
    public LinearFeatureBaseline? Baseline { get; init; }

    /// <summary>Whether a task's advantages are shifted and scaled to mean 0 and deviation 1.</summary>
    public bool Normalized { get; init; }

    /// <summary>Whether minus the regret of each action, by how much it falls short of the best that one could do who knew the task, stands
    /// for its reward in the advantages; of an <see cref="ISolvedEnvironment"/> alone. What is seen and earned stays what it is.</summary>
    /// <remarks>The sum of both differs, on average, by what the best way through the task earns, which no policy changes: undiscounted the
    /// expected gradient is the same, of every order. What chance pays is gone from it, and how much is left to be earned: after it has
    /// found the best way a policy has no advantages but 0.</remarks>
    public bool AgainstOptimum { get; init; }

    /// <summary>The advantages in words.</summary>
    public string Description => FormattableString.Invariant(
        $"discount {Discount:R}, lambda {Lambda:R}, baseline {Baseline?.Description ?? "none"}") +
        (AgainstOptimum ? ", against the optimum" : string.Empty) + (Normalized ? ", normalized" : string.Empty);

    /// <summary>Throws if a number makes no sense.</summary>
    internal void Validate(int rollouts)
    {
        if (!(Discount is > 0 and <= 1) || !(Lambda is >= 0 and <= 1))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The discount is above 0 and at most 1, and lambda from 0 to 1, got {Discount} and {Lambda}."));
        }

        if (Baseline is { } baseline && rollouts < baseline.FewestRollouts)
        {
            throw new ArgumentException(
                $"A baseline that is fitted on the other half of a task's rollouts needs at least {baseline.FewestRollouts}, " +
                $"got {rollouts}.");
        }
    }

    /// <summary>What tells the regrets of an environment; null where rewards count.</summary>
    /// <exception cref="ArgumentException">Regrets are wanted, and the environment does not know the best way.</exception>
    internal ISolvedEnvironment? SolvedOf(TaskEnvironment environment)
        => !AgainstOptimum ? null : environment as ISolvedEnvironment
            ?? throw new ArgumentException(
                $"Advantages against the optimum are of an environment that knows it ({nameof(ISolvedEnvironment)}), and " +
                    $"{environment.Description} does not: leave {nameof(AgainstOptimum)} out.",
                nameof(environment));

    /// <summary>Computes the advantages of one task's rollouts.</summary>
    /// <param name="steps">The rollouts.</param>
    /// <param name="advantages">[rollouts, horizon]; 0 behind the end.</param>
    /// <param name="values">Room for [rollouts, horizon].</param>
    /// <param name="scratch">Memory of <see cref="LinearFeatureBaseline.ScratchLength"/>.</param>
    internal void Compute(RolloutSteps steps, Span<double> advantages, Span<double> values, Span<double> scratch)
    {
        if (Baseline is null)
        {
            values.Clear();
        }
        else
        {
            // Where the advantages will be, the returns that it is fitted to.
            advantages.Clear();
            Returns(steps, advantages);
            Baseline.Predict(steps, advantages, values, scratch);
        }

        ComputeWith(steps, values, advantages);
    }

    /// <summary>Computes the advantages of one task's rollouts against values that are there already.</summary>
    /// <param name="steps">The rollouts.</param>
    /// <param name="values">What each step's state is worth, [rollouts, horizon].</param>
    /// <param name="advantages">[rollouts, horizon]; 0 behind the end.</param>
    internal void ComputeWith(RolloutSteps steps, ReadOnlySpan<double> values, Span<double> advantages)
    {
        advantages.Clear();
        for (int rollout = 0; rollout < steps.Rollouts; rollout++)
        {
            double after = 0;
            double valueAfter = 0;
            for (int time = steps.Lengths[rollout] - 1; time >= 0; time--)
            {
                int place = (rollout * steps.Horizon) + time;
                after = steps.Rewards[place] + (Discount * valueAfter) - values[place] + (Discount * Lambda * after);
                valueAfter = values[place];
                advantages[place] = after;
            }
        }

        if (Normalized)
        {
            Normalize(steps, advantages);
        }
    }

    private void Returns(RolloutSteps steps, Span<double> returns)
    {
        for (int rollout = 0; rollout < steps.Rollouts; rollout++)
        {
            double after = 0;
            for (int time = steps.Lengths[rollout] - 1; time >= 0; time--)
            {
                int place = (rollout * steps.Horizon) + time;
                after = steps.Rewards[place] + (Discount * after);
                returns[place] = after;
            }
        }
    }

    private static void Normalize(RolloutSteps steps, Span<double> advantages)
    {
        double sum = 0;
        long count = 0;
        for (int rollout = 0; rollout < steps.Rollouts; rollout++)
        {
            foreach (double advantage in advantages.Slice(rollout * steps.Horizon, steps.Lengths[rollout]))
            {
                sum += advantage;
                count++;
            }
        }

        double mean = sum / count;
        double squares = 0;
        for (int rollout = 0; rollout < steps.Rollouts; rollout++)
        {
            foreach (double advantage in advantages.Slice(rollout * steps.Horizon, steps.Lengths[rollout]))
            {
                squares += (advantage - mean) * (advantage - mean);
            }
        }

        double scale = 1 / (Math.Sqrt(squares / count) + LeastDeviation);
        for (int rollout = 0; rollout < steps.Rollouts; rollout++)
        {
            foreach (ref double advantage in advantages.Slice(rollout * steps.Horizon, steps.Lengths[rollout]))
            {
                advantage = (advantage - mean) * scale;
            }
        }
    }
}
