using System.Globalization;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Weights of the outer losses after 0, 1, ... K inner steps that follow the iteration.</summary>
public static class LossWeights
{
    /// <summary>At first every step's loss counts alike, and in the end the last one alone: in epoch e below E each loss after 1 to K - 1
    /// steps has the weight (1 - e / E) / K, and the last what they leave of 1; from epoch E on the last has 1. The loss before the first
    /// step never counts.</summary>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="epochs">E; at least 1.</param>
    /// <param name="iterations">How many iterations an epoch has; at least 1.</param>
    /// <returns>For <see cref="Unrolled{T}"/>, <see cref="TrajectoryAdjoint{T}"/> or <see cref="FirstOrder{T}"/>: null before the first
    /// step, then a schedule for each.</returns>
    /// <remarks>The weight goes down from epoch to epoch, not within one. From epoch E on the losses that don't count any more are still
    /// computed; a learner with phases leaves them out (<see cref="MamlPlusPlus{T}"/>). Source: Antoniou, Edwards and Storkey, How to train
    /// your MAML, 2019, section 4, whose published code keeps a little of each weight, 0.03 / K; here nothing is kept.</remarks>
    public static IReadOnlyList<Schedule?> Annealed(int steps, int epochs, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return [null, .. Enumerable.Range(1, steps).Select(step => new AnnealedWeight(steps, epochs, iterations, isLast: step == steps))];
    }

    private sealed class AnnealedWeight(int steps, int epochs, int iterations, bool isLast) : Schedule
    {
        public override string Description => string.Create(
            CultureInfo.InvariantCulture, $"{(isLast ? "rest of annealed" : "annealed")} 1:{steps} over {epochs} epochs of {iterations}");

        public override double At(long iteration)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(iteration);
            double earlier = (1 - (Math.Min(iteration / iterations, epochs) / (double)epochs)) / steps;
            return isLast ? 1 - ((steps - 1) * earlier) : earlier;
        }
    }
}
