using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Other names for the classes of a task.</summary>
public static class Relabelling
{
    /// <summary>The same tasks with class k called order[k], support and query alike; images and the order of the examples stay.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose targets are [examples] class numbers.</param>
    /// <param name="order">A permutation of 0 to ways - 1.</param>
    /// <exception cref="ArgumentException">The order is no permutation, or the tasks are relabelled already.</exception>
    public static ITaskDistribution<T> Relabelled<T>(this ITaskDistribution<T> tasks, IReadOnlyList<int> order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(order);
        return order.Count > 0 && order.Order().SequenceEqual(Enumerable.Range(0, order.Count))
            ? new Decorator<T>(tasks, [.. order])
            : throw new ArgumentException(
                $"An order of labels is a permutation of 0 to ways - 1, got [{string.Join(", ", order)}].", nameof(order));
    }

    private sealed class Decorator<T> : TaskDecorator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly int[] _order;

        public Decorator(ITaskDistribution<T> tasks, int[] order)
            : base(tasks)
        {
            _order = order;
            RequireOnce();
        }

        public override string Description => $"{Tasks.Description} relabelled {string.Join(' ', _order)}";

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            Tasks.Draw(task, arrays);
            Relabel(arrays[EpisodeNames.SupportTargets]);
            if (arrays.Layout.Contains(EpisodeNames.QueryTargets))
            {
                Relabel(arrays[EpisodeNames.QueryTargets]);
            }
        }

        private void Relabel(Span<T> labels)
        {
            foreach (ref T label in labels)
            {
                int before = int.CreateTruncating(label);
                label = before >= 0 && before < _order.Length && T.CreateChecked(before) == label
                    ? T.CreateChecked(_order[before])
                    : throw new ArgumentException(
                        $"'{Tasks.Description}' has the target {label}; an order of {_order.Length} labels takes class numbers 0 to " +
                            $"{_order.Length - 1}.");
            }
        }
    }
}
