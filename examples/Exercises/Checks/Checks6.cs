namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 6. What an estimator is on average is enumerated: every sequence of four actions with its
/// probability.</summary>
internal static class Checks6
{
    private const double Theta = 0.4;
    private const int Samples = 4;

    // The reward of action 0 and of action 1.
    private static readonly double[] Rewards = [0.3, 2];

    private static readonly double P = 1 / (1 + Math.Exp(-Theta));

    /// <summary>Its exercises.</summary>
    /// <param name="answers">The answers.</param>
    public static IReadOnlyList<Exercise> Of(IChapter6 answers) =>
    [
        new("6.1", "the score", () => Exercise.Near("d log p(1) / d theta at 0.4", 1 - P, answers.Score(Theta, 1))
            ?? Exercise.Near("d log p(0) / d theta at 0.4", -P, answers.Score(Theta, 0))),
        new("6.2", "a policy gradient with a baseline", () =>
        {
            double exact = (Rewards[1] - Rewards[0]) * P * (1 - P);
            (double mean, double square) = Average(answers.Gradient);
            (_, double plain) = Average(static (theta, actions, rewards) => Enumerable.Range(0, Samples).Average(
                k => (actions[k] - (1 / (1 + Math.Exp(-theta)))) * rewards[k]));
            return Exercise.Near("on average", exact, mean)
                ?? (square - (mean * mean) < 0.9 * (plain - (exact * exact))
                    ? null
                    : "unbiased, but its variance is that without a baseline");
        }),
        new("6.3", "a second derivative", () =>
        {
            double naive = (((1 - P) * Rewards[0]) + (P * Rewards[1])) * -P * (1 - P);
            double got = Average(answers.SecondDerivative).Mean;
            return Math.Abs(got - naive) < 1e-9
                ? "this is E[R (log p)'']: the samples depend on theta too, which adds E[R ((log p)')^2]"
                : Exercise.Near("on average", (Rewards[1] - Rewards[0]) * P * (1 - P) * (1 - (2 * P)), got);
        }),
    ];

    private static (double Mean, double Square) Average(Func<double, int[], double[], double> estimate)
    {
        (double mean, double square) = (0, 0);
        for (int sequence = 0; sequence < 1 << Samples; sequence++)
        {
            int[] actions = [.. Enumerable.Range(0, Samples).Select(k => (sequence >> k) & 1)];
            double probability = actions.Aggregate(1.0, static (product, action) => product * (action == 1 ? P : 1 - P));
            double value = estimate(Theta, actions, [.. actions.Select(static action => Rewards[action])]);
            (mean, square) = (mean + (probability * value), square + (probability * value * value));
        }

        return (mean, square);
    }
}
