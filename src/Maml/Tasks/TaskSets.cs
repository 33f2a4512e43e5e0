using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Checks that the two sets of a task hold examples, each with one target. Asked for every task, so it makes no objects unless it
/// refuses.</summary>
internal static class TaskSets
{
    /// <summary>Throws unless both sets of a task hold examples, each with one target.</summary>
    /// <param name="task">The task.</param>
    /// <param name="number">Its number in its distribution; null if it has none.</param>
    /// <exception cref="ArgumentException">A set is empty, or has more or fewer targets than inputs.</exception>
    public static void Require<T>(FewShotTask<T> task, long? number)
    {
        Require("support", Examples(task.SupportInputs), Examples(task.SupportTargets), number);
        Require("query", Examples(task.QueryInputs), Examples(task.QueryTargets), number);
    }

    /// <summary>Throws unless a set holds examples, each with one target.</summary>
    /// <param name="set">Which set: support or query.</param>
    /// <param name="inputs">The shape of its inputs.</param>
    /// <param name="targets">The shape of its targets.</param>
    /// <param name="exampleAxis">The axis of the examples.</param>
    /// <exception cref="ArgumentException">It is empty, or has more or fewer targets than inputs, or no such axis.</exception>
    public static void Require(string set, Shape inputs, Shape targets, int exampleAxis)
    {
        if (inputs.Rank <= exampleAxis || targets.Rank <= exampleAxis)
        {
            string expected = exampleAxis == 0 ? "[examples, ...]" : "[tasks, examples, ...]";
            throw new ArgumentException($"The {set} set has inputs {inputs} and targets {targets}, expected {expected} for both.");
        }

        Require(set, inputs[exampleAxis], targets[exampleAxis], null);
    }

    /// <summary>The beginning of a message about a task.</summary>
    internal static string Of(long? number) => number is { } known ? $"Task {known}: the" : "The";

    private static long Examples<T>(Tensor<T> part) => part.Rank == 0 ? 1 : part.Lengths[0];

    private static void Require(string set, long inputs, long targets, long? number)
    {
        if (inputs == 0 || targets == 0)
        {
            throw new ArgumentException(
                $"{Of(number)} {set} set is empty, it has {inputs} inputs and {targets} targets: a task has at least one example to " +
                $"{(set == "support" ? "adapt to" : "be judged by")}.");
        }

        if (inputs != targets)
        {
            throw new ArgumentException($"{Of(number)} {set} set has {inputs} inputs and {targets} targets: each input has one target.");
        }
    }
}
