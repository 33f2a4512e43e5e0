using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Holds the labels of tasks against the classes of a net.</summary>
internal static class TaskLabels
{
    /// <summary>The first label of some tasks that is no class number of the net, in words; null if there is none.</summary>
    /// <param name="tasks">The tasks: their targets are [examples] class numbers.</param>
    /// <param name="classes">The number of classes that the net has scores for.</param>
    /// <param name="numbers">Their numbers in their distribution; empty if they have none.</param>
    /// <param name="queries">Whether the labels of the queries play a part.</param>
    public static string? Find<T>(TaskBatch<T> tasks, int classes, ReadOnlySpan<long> numbers, bool queries = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int task = 0; task < tasks.Tasks; task++)
        {
            string? wrong = Find(tasks, task, EpisodeNames.SupportTargets, "support", classes)
                ?? (queries ? Find(tasks, task, EpisodeNames.QueryTargets, "query", classes) : null);
            if (wrong is { } found)
            {
                return $"{TaskSets.Of(numbers.IsEmpty ? null : numbers[task])} {found}";
            }
        }

        return null;
    }

    /// <summary>The same for a net that is asked how many classes it has. For a loss that was given a label that it has no class for, and
    /// can't know whose it is.</summary>
    /// <returns>Null if every label has a class, or the targets are no labels, or the adaptation has no scores.</returns>
    public static string? Find<T>(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks, ReadOnlySpan<long> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ClassesOf(adaptation, meta, tasks) is { } classes ? Find(tasks, classes, numbers) : null;

    /// <summary>The number of classes that a net has scores for, if its scores are [tasks, examples, classes] and the targets of the tasks
    /// labels.</summary>
    public static int? ClassesOf<T>(Adaptation<T> adaptation, Parameters<T> meta, TaskBatch<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TaskLayout layout = tasks.Layout;
        string targets = layout.Contains(EpisodeNames.QueryTargets) ? EpisodeNames.QueryTargets : EpisodeNames.SupportTargets;
        if (!layout.Contains(EpisodeNames.QueryInputs) || !layout.Contains(targets) || layout.Shapes[layout.PlaceOf(targets)].Rank != 1)
        {
            return null;
        }

        try
        {
            using Tape<T> tape = new();
            Variables<T> onTape = meta.On(tape);

            // With class 0 for all: a start that goes by the labels would stumble over the ones that are looked for.
            Variables<T> arrays = tasks.On(tape).Arrays;
            arrays = arrays.WithValues(
                [.. arrays.Select(entry => entry.Key is EpisodeNames.SupportTargets ? tape.Zeros(entry.Value.Shape) : entry.Value)]);
            Episode<T> episode = new(arrays, tape.Input(tasks.Keys.ToArray(), [tasks.Tasks, RandomKey.Length], EpisodeNames.Keys));
            Shape scores = adaptation.Predict(
                adaptation.Start(onTape, episode), onTape, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.AtInnerStep(0)).Shape;
            return scores.Rank == 3 ? scores[2] : null;
        }
        catch (Exception exception) when (exception is NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Find<T>(TaskBatch<T> tasks, int task, string name, string set, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!tasks.Layout.Contains(name))
        {
            return null;
        }

        ReadOnlySpan<T> labels = tasks.Array(tasks.Layout.PlaceOf(name), task);
        for (int index = 0; index < labels.Length; index++)
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
