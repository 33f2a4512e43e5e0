using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Support sets in random order.</summary>
public static class ShuffledSupport
{
    /// <summary>The same tasks with their support sets in an order that is drawn for each: an inner batch may hold one class twice and
    /// another not at all.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks with a support set, of images or of anything else; all their arrays <c>support.*</c> are put in that
    /// order.</param>
    /// <remarks>What is drawn for single examples goes by their numbers, so this is written behind it. Source: the code published with
    /// Nichol, Achiam and Schulman, On first-order meta-learning algorithms, 2018.</remarks>
    /// <exception cref="ArgumentException">There is no support set, or an array of it has not one row for each example, or it is shuffled
    /// already.</exception>
    public static ITaskDistribution<T> Shuffled<T>(this ITaskDistribution<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new Decorator<T>(tasks);

    private sealed class Decorator<T> : TaskDecorator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Decorator(ITaskDistribution<T> tasks)
            : base(tasks)
        {
            RequireOnce();
            Require(tasks.LayoutOf(default));
        }

        public override string Description => $"{Tasks.Description} support shuffled";

        public override bool KeepsOrder => false;

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            Tasks.Draw(task, arrays);
            Require(arrays.Layout);
            Span<int> order = arrays.Numbers("order", arrays.ShapeOf(EpisodeNames.SupportInputs)[0]);
            for (int k = 0; k < order.Length; k++)
            {
                order[k] = k;
            }

            arrays.Stream(task.SupportSeed, "episode order", task.Index).Shuffle(order);
            for (int k = 0; k < arrays.Layout.Count; k++)
            {
                if (SupportArrays.Has(arrays.Layout.Names[k]))
                {
                    Reorder(arrays, arrays.Layout.Names[k], order);
                }
            }
        }

        private static void Reorder(TaskArrays<T> arrays, string name, ReadOnlySpan<int> order)
        {
            Span<T> rows = arrays[name];
            Span<T> before = arrays.Values("order", rows.Length);
            rows.CopyTo(before);
            int length = rows.Length / order.Length;
            for (int k = 0; k < order.Length; k++)
            {
                before.Slice(order[k] * length, length).CopyTo(rows[(k * length)..]);
            }
        }

        private void Require(TaskLayout layout)
        {
            if (SupportArrays.Examples(layout, EpisodeNames.SupportInputs) == 0)
            {
                throw new ArgumentException(
                    $"'{Tasks.Description}' has no support set to shuffle: '{EpisodeNames.SupportInputs}' and all other arrays " +
                        $"'{SupportArrays.Prefix}*' have one row for each example, got {layout}.");
            }
        }
    }
}
