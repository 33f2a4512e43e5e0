using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Given tasks of one layout, over and over: task i is task i modulo their number.</summary>
internal sealed class ListedTasks<T>(params Parameters<T>[] tasks) : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TaskLayout _layout = new([.. tasks[0].Select(static entry => (entry.Key, Tensors.ShapeOf(entry.Value)))]);

    public string Description => $"{tasks.Length} listed tasks";

    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        foreach ((string name, System.Numerics.Tensors.Tensor<T> tensor) in tasks[task.Index % tasks.Length])
        {
            Tensors.CopyTo(tensor, arrays[name]);
        }
    }
}
