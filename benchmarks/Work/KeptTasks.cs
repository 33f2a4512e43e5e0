using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Some tasks that were drawn beforehand, over and over: to time a training without the drawing.</summary>
internal sealed class KeptTasks : ITaskDistribution<float>
{
    private readonly TaskBatch<float> _kept;

    /// <summary>Keeps tasks.</summary>
    /// <param name="kept">The tasks.</param>
    public KeptTasks(TaskBatch<float> kept) => _kept = kept;

    /// <inheritdoc/>
    public string Description => "kept";

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _kept.Layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        int number = (int)(task.Index % _kept.Tasks);
        for (int array = 0; array < _kept.Layout.Count; array++)
        {
            _kept.Array(array, number).CopyTo(arrays[_kept.Layout.Names[array]]);
        }
    }
}
