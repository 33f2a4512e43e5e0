namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 6.</summary>
internal sealed class Chapter6 : IChapter6
{
    // log p = -log(1 + e^-theta), and log (1 - p) = log p - theta.
    /// <inheritdoc/>
    public double Score(double theta, int action) => action - Probability(theta);

    // A sample's own reward would make its baseline depend on its action.
    /// <inheritdoc/>
    public double Gradient(double theta, int[] actions, double[] rewards)
    {
        double sum = rewards.Sum();
        return Enumerable.Range(0, actions.Length).Average(
            k => Score(theta, actions[k]) * (rewards[k] - ((sum - rewards[k]) / (actions.Length - 1))));
    }

    // E[R (score^2 + d score / d theta)]: the second derivative of p over p.
    /// <inheritdoc/>
    public double SecondDerivative(double theta, int[] actions, double[] rewards)
    {
        double slope = -Probability(theta) * (1 - Probability(theta));
        return Enumerable.Range(0, actions.Length).Average(k => rewards[k] * (Math.Pow(Score(theta, actions[k]), 2) + slope));
    }

    private static double Probability(double theta) => 1 / (1 + Math.Exp(-theta));
}
