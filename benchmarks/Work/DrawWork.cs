using AutogradMaml.Data;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Draws the tasks of one outer step from a set of images, as a training does before it can begin to compute.</summary>
public sealed class DrawWork
{
    private const int Classes = 100;

    private readonly ITaskDistribution<float> _tasks;
    private readonly int _count;
    private long _next;

    /// <summary>Prepares the work.</summary>
    /// <param name="ways">The number of classes of a task.</param>
    /// <param name="shots">The number of support images a class.</param>
    /// <param name="queries">The number of query images a class.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="affine">The maps of the images; null for the images as they are.</param>
    public DrawWork(int ways, int shots, int queries, int tasks, RandomAffine? affine = null)
    {
        ImageEpisodes<float> episodes = new(Glyphs.Create(1, Classes), ways, shots, queries);
        _tasks = affine is null ? episodes : episodes.Affine(affine);
        _count = tasks;
    }

    /// <summary>Draws the next tasks.</summary>
    public void Step()
    {
        _tasks.Batch(1, _next, _count);
        _next += _count;
    }
}
