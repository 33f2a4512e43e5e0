namespace AutogradMaml.Examples.Exercises;

/// <summary>Policy gradients of a policy that will adapt.</summary>
internal interface IChapter6
{
    /// <summary>6.1. The score function. A policy takes action 1 with the probability p = 1 / (1 + e^-theta), else 0. Return the derivative
    /// of the logarithm of the probability of an action by theta.</summary>
    double Score(double theta, int action);

    /// <summary>6.2. From actions that were drawn and the rewards that they earned: an unbiased estimate of the derivative of the expected
    /// reward by theta, less variable for a baseline that is the mean reward of the *other* samples.</summary>
    double Gradient(double theta, int[] actions, double[] rewards);

    /// <summary>6.3. The second derivative of the expected reward, estimated from the same samples without a baseline. The one of log p
    /// alone is not enough.</summary>
    double SecondDerivative(double theta, int[] actions, double[] rewards);
}
