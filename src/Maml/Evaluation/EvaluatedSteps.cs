using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>After which numbers of inner steps an evaluation looks.</summary>
internal static class EvaluatedSteps
{
    public static int[] Of<T>(Adaptation<T> adaptation, int steps, IReadOnlyList<int>? after)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (!adaptation.TakesSteps && steps > 0)
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name} takes no inner steps, so it is evaluated after 0 of them, got {steps}.", nameof(steps));
        }

        int[] ascending = [.. (after ?? [.. Enumerable.Range(0, steps + 1)]).Distinct().Order()];
        return ascending.Length > 0 && ascending[0] >= 0 && ascending[^1] <= steps
            ? ascending
            : throw new ArgumentException(
                $"Expected numbers of steps from 0 to {steps} to look after, got [{string.Join(", ", ascending)}].", nameof(after));
    }

    /// <summary>The place of a number of steps among those that were looked after.</summary>
    /// <param name="steps">After how many steps was looked.</param>
    /// <param name="step">After how many is asked for.</param>
    /// <param name="what">What was looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">That many steps were not evaluated.</exception>
    public static int PlaceOf(IReadOnlyList<int> steps, int step, string what)
    {
        for (int k = 0; k < steps.Count; k++)
        {
            if (steps[k] == step)
            {
                return k;
            }
        }

        throw new ArgumentOutOfRangeException(
            nameof(step), $"The {what} are there after [{string.Join(", ", steps)}] steps; after {step} was asked for.");
    }
}
