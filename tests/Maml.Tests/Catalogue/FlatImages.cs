
namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>Tasks whose images are rows of features.</summary>
internal sealed class FlatImages(ITaskDistribution<double> images) : ITaskDistribution<double>
{
    public string Description => $"rows of {images.Description}";

    public TaskLayout LayoutOf(TaskNumber task)
    {
        TaskLayout layout = images.LayoutOf(task);
        return new(
            [
                .. layout.Names.Select(
                    (name, k) => (name, layout.Shapes[k].Rank > 2
                        ? layout.Shapes[k].With(1, layout.Shapes[k].ElementCount / layout.Shapes[k][0]).Without(3).Without(2)
                        : layout.Shapes[k])),
            ]);
    }

    public void Draw(TaskNumber task, TaskArrays<double> arrays)
    {
        TaskBatch<double> drawn = images.Batch(task);
        for (int array = 0; array < drawn.Layout.Count; array++)
        {
            drawn.Array(array).CopyTo(arrays[drawn.Layout.Names[array]]);
        }
    }
}
