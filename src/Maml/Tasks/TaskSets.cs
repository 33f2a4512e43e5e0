namespace AutogradMaml.Maml;

/// <summary>Checks that the sets of a task hold examples, each with one target, and one weight if it has any.</summary>
internal static class TaskSets
{
    /// <summary>Throws unless the sets of a task hold examples, each with one target. A set that a layout has not is not looked
    /// at.</summary>
    /// <param name="layout">The task's arrays.</param>
    /// <param name="number">Its number in its distribution; null if it has none.</param>
    /// <exception cref="ArgumentException">A set is empty, or has more or fewer targets or weights than inputs.</exception>
    public static void Require(TaskLayout layout, long? number)
    {
        Require(layout, "support", EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, number);
        Require(layout, "query", EpisodeNames.QueryInputs, EpisodeNames.QueryTargets, number);
        RequireWeights(layout, "support", EpisodeNames.SupportInputs, EpisodeNames.SupportWeights, number);
        RequireWeights(layout, "query", EpisodeNames.QueryInputs, EpisodeNames.QueryWeights, number);
    }

    /// <summary>What the examples of a set are for, in words.</summary>
    internal static string PurposeOf(string set) => set == "support" ? "adapt to" : "be judged by";

    /// <summary>The beginning of a message about a task.</summary>
    internal static string Of(long? number) => number is { } known ? FormattableString.Invariant($"Task {known}: the") : "The";

    private static void Require(TaskLayout layout, string set, string inputsName, string targetsName, long? number)
    {
        if (!layout.Contains(inputsName) || !layout.Contains(targetsName))
        {
            return;
        }

        int inputs = Examples(layout, inputsName);
        int targets = Examples(layout, targetsName);
        if (inputs == 0 || targets == 0)
        {
            throw new ArgumentException(
                $"{Of(number)} {set} set is empty, it has {inputs} inputs and {targets} targets: a task has at least one example to " +
                $"{PurposeOf(set)}.");
        }

        if (inputs != targets)
        {
            throw new ArgumentException($"{Of(number)} {set} set has {inputs} inputs and {targets} targets: each input has one target.");
        }
    }

    private static void RequireWeights(TaskLayout layout, string set, string inputsName, string weightsName, long? number)
    {
        if (layout.Contains(inputsName) && layout.Contains(weightsName) && layout.Shapes[layout.PlaceOf(weightsName)] is { } shape
            && !(shape.Rank == 1 && shape[0] == Examples(layout, inputsName)))
        {
            throw new ArgumentException(
                $"{Of(number)} {set} set has {Examples(layout, inputsName)} inputs and weights of shape {shape}: each input has one " +
                    "weight.");
        }
    }

    private static int Examples(TaskLayout layout, string name)
    {
        Autograd.Shape shape = layout.Shapes[layout.PlaceOf(name)];
        return shape.Rank == 0 ? 1 : shape[0];
    }
}
