using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Holds the labels of a task against the classes of a net.</summary>
internal static class TaskLabels
{
    /// <summary>Throws unless the labels of a task are class numbers of the net.</summary>
    /// <param name="task">The task: its targets are [examples] class numbers.</param>
    /// <param name="classes">The number of classes that the net has scores for.</param>
    /// <param name="number">The task's number in its distribution; null if it has none.</param>
    /// <param name="queries">Whether the labels of the queries play a part.</param>
    /// <exception cref="ArgumentException">A label is not a whole number from 0 to <paramref name="classes"/> - 1.</exception>
    public static void Require<T>(FewShotTask<T> task, int classes, long? number, bool queries = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((Find(task.SupportTargets, "support", classes) ?? (queries ? Find(task.QueryTargets, "query", classes) : null)) is { } found)
        {
            throw new ArgumentException($"{TaskSets.Of(number)} {found}");
        }
    }

    /// <summary>The first label of some tasks that the net has no class for, in words. For a loss that was given one and can't know whose
    /// it is.</summary>
    /// <param name="innerLoop">The net.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <returns>Null if every label has a class, or the targets are no labels.</returns>
    public static string? Find<T>(InnerLoop<T> innerLoop, Parameters<T> metaParameters, ReadOnlySpan<FewShotTask<T>> tasks, long first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int k = 0; k < tasks.Length; k++)
        {
            using Tape<T> tape = new();
            Variable<T> scores = innerLoop.Model.Forward(
                innerLoop.ModelParameters(metaParameters.On(tape)), tape.Input(tasks[k].QueryInputs), InnerLoop<T>.QueryPass(0));
            if (scores.Shape.Rank != 2 || tasks[k].SupportTargets.Rank != 1 || tasks[k].QueryTargets.Rank != 1)
            {
                return null;
            }

            string? found = Find(tasks[k].SupportTargets, "support", scores.Shape[1]) ?? Find(tasks[k].QueryTargets, "query", scores.Shape[1]);
            if (found is not null)
            {
                return $"{TaskSets.Of(first + k)} {found}";
            }
        }

        return null;
    }

    private static string? Find<T>(Tensor<T> labels, string set, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int index = 0; index < labels.FlattenedLength; index++)
        {
            T label = labels[index];
            if (!(T.IsInteger(label) && label >= T.Zero && label < T.CreateChecked(classes)))
            {
                string value = label.ToString(null, CultureInfo.InvariantCulture);
                return
                    $"{set} label at index {index} is {value}, expected a class number: the net has scores for {classes} classes, 0 to " +
                    $"{classes - 1}. A task of more classes needs a net with as many outputs.";
            }
        }

        return null;
    }
}
