using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>A distribution in which one task is another one.</summary>
internal sealed class ChangedTasks<T>(ITaskDistribution<T> tasks, long which, Func<Parameters<T>, Parameters<T>> change)
    : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Description => tasks.Description;

    public TaskLayout LayoutOf(TaskNumber task) => task.Index == which
        ? new([.. change(tasks.Sample(task)).Select(static entry => (entry.Key, Tensors.ShapeOf(entry.Value)))])
        : tasks.LayoutOf(task);

    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        if (task.Index != which)
        {
            tasks.Draw(task, arrays);
            return;
        }

        foreach ((string name, System.Numerics.Tensors.Tensor<T> tensor) in change(tasks.Sample(task)))
        {
            Tensors.CopyTo(tensor, arrays[name]);
        }
    }

    /// <summary>A NaN among the support targets.</summary>
    public static Parameters<T> NotANumber(Parameters<T> task) => new(task.Select(static entry =>
    {
        T[] values = Tensors.ToArray(entry.Value);
        if (entry.Key == EpisodeNames.SupportTargets)
        {
            values[1] = T.NaN;
        }

        return KeyValuePair.Create(entry.Key, Tensors.Wrap(values, Tensors.ShapeOf(entry.Value)));
    }));
}
