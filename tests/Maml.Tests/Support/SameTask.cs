using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>The same task under every number.</summary>
internal sealed class SameTask<T>(Parameters<T> same) : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TaskLayout _layout = new([.. same.Select(static entry => (entry.Key, Tensors.ShapeOf(entry.Value)))]);

    public string Description => "the same task";

    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        foreach ((string name, System.Numerics.Tensors.Tensor<T> tensor) in same)
        {
            Tensors.CopyTo(tensor, arrays[name]);
        }
    }
}
