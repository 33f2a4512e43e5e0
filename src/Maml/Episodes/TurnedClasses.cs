using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Quarter turns of classes.</summary>
public static class TurnedClasses
{
    /// <summary>The same tasks with each class of a task turned by 0, 90, 180 or 270 degrees, drawn for it, support and query
    /// alike.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks of square images with a support set, whose targets are [examples] class numbers of the task.</param>
    /// <remarks>Images are turned and labels stay. A turned class is another class, so labels have to be those of the task: of a task
    /// without a support set, as <see cref="ImageBatches{T}"/> has them, they are those of a whole set, and
    /// <see cref="ImageSet.WithRotations"/> gives that set further classes. Unlike with a set of those no task holds a class twice, turned
    /// differently. Source: the code published with Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of deep
    /// networks, 2017, which does so in training and in the test.</remarks>
    /// <exception cref="ArgumentException">The inputs are no square images, or there is no support set, or the classes are turned
    /// already.</exception>
    public static ITaskDistribution<T> Turned<T>(this ITaskDistribution<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new Decorator<T>(tasks);

    private sealed class Decorator<T> : TaskDecorator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Decorator(ITaskDistribution<T> tasks)
            : base(tasks)
        {
            RequireOnce();
            if (Inside.Any(static inner => inner is ImageEpisodes<T> { Set.HasRotations: true }))
            {
                throw new ArgumentException(
                    $"'{tasks.Description}' already holds classes turned, which turned once more may be those of another label: turn the " +
                        "set or the tasks.");
            }

            Require(tasks.LayoutOf(default));
        }

        public override string Description => $"{Tasks.Description} each class turned";

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            Tasks.Draw(task, arrays);
            Require(arrays.Layout);
            bool hasQuery = arrays.Layout.Contains(EpisodeNames.QueryInputs);
            ReadOnlySpan<T> support = arrays[EpisodeNames.SupportTargets];
            ReadOnlySpan<T> query = hasQuery ? arrays[EpisodeNames.QueryTargets] : default;
            int examples = support.Length + query.Length;
            Span<int> turns = arrays.Numbers("turns", Math.Max(ClassesOf(support, examples), ClassesOf(query, examples)));
            RandomStream random = arrays.Stream(task.Seed, "episode turns", task.Index);
            foreach (ref int own in turns)
            {
                own = random.NextInt32(QuarterTurns.Count);
            }

            Turn(arrays, EpisodeNames.SupportInputs, support, turns);
            if (hasQuery)
            {
                Turn(arrays, EpisodeNames.QueryInputs, query, turns);
            }
        }

        private static void Turn(TaskArrays<T> arrays, string inputs, ReadOnlySpan<T> labels, ReadOnlySpan<int> turns)
        {
            Shape shape = arrays.ShapeOf(inputs);
            Span<T> images = arrays[inputs];
            int length = shape[1] * shape[2] * shape[3];
            for (int k = 0; k < labels.Length; k++)
            {
                QuarterTurns.Apply(images.Slice(k * length, length), shape[2], turns[int.CreateTruncating(labels[k])]);
            }
        }

        private void Require(TaskLayout layout)
        {
            ImageArrays.Require(layout, Tasks);
            if (!layout.Contains(EpisodeNames.SupportInputs))
            {
                throw new ArgumentException(
                    $"Tasks of '{Tasks.Description}' have no support set, so their labels are those of a whole set, and a turned class " +
                        $"is another class: turn the set, '{nameof(ImageSet)}.{nameof(ImageSet.WithRotations)}()'. Got {layout}.");
            }

            Require(layout, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets);
            if (layout.Contains(EpisodeNames.QueryInputs))
            {
                Require(layout, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets);
            }
        }

        private void Require(TaskLayout layout, string inputs, string targets)
        {
            Shape shape = layout.Shapes[layout.PlaceOf(inputs)];
            if (shape[2] != shape[3])
            {
                throw new ArgumentException(
                    $"Images of {shape[2]} x {shape[3]} can't be turned by 90 degrees and keep their size, got '{inputs}' {shape} of " +
                        $"'{Tasks.Description}': resize them to a square first.");
            }

            if (!layout.Contains(targets) || layout.Shapes[layout.PlaceOf(targets)] is not { Rank: 1 } labels || labels[0] != shape[0])
            {
                throw new ArgumentException(
                    $"Classes are turned by '{targets}', a class number for each example, [{shape[0]}]; tasks of '{Tasks.Description}' " +
                        $"have {layout}.");
            }
        }

        // One more than the greatest label. That of a task is below the number of its examples, or there would be classes of which it has
        // none.
        private int ClassesOf(ReadOnlySpan<T> labels, int examples)
        {
            T greatest = T.Zero;
            foreach (T label in labels)
            {
                if (!(T.IsInteger(label) && label >= T.Zero && label < T.CreateSaturating(examples)))
                {
                    throw new ArgumentException(
                        $"Tasks of '{Tasks.Description}' have a label {label.ToString(null, CultureInfo.InvariantCulture)}; the classes " +
                            $"of a task of {examples} examples are numbered from 0 to at most {examples - 1}.");
                }

                greatest = T.Max(greatest, label);
            }

            return int.CreateTruncating(greatest) + 1;
        }
    }
}
