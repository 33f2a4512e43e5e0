using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Exhibits;

/// <summary>Regression tasks of one input and one output by a function that draws them: so many lines less for each piece.</summary>
/// <param name="description">What they are, with every number that matters.</param>
/// <param name="draw">A task from its stream: support inputs and targets, query inputs and targets. Of one size for all tasks.</param>
public sealed class DrawnTasks(
    string description,
    Func<RandomStream, (double[] SupportInputs, double[] SupportTargets, double[] QueryInputs, double[] QueryTargets)> draw)
    : ITaskDistribution<double>
{
    private readonly TaskLayout _layout = LayoutOf(draw(new RandomStream(0, "drawn task")));

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<double> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        (double[] supportInputs, double[] supportTargets, double[] queryInputs, double[] queryTargets)
            = draw(arrays.Stream(task.Seed, "drawn task", task.Index));
        supportInputs.CopyTo(arrays[EpisodeNames.SupportInputs]);
        supportTargets.CopyTo(arrays[EpisodeNames.SupportTargets]);
        queryInputs.CopyTo(arrays[EpisodeNames.QueryInputs]);
        queryTargets.CopyTo(arrays[EpisodeNames.QueryTargets]);
    }

    private static TaskLayout LayoutOf(
        (double[] SupportInputs, double[] SupportTargets, double[] QueryInputs, double[] QueryTargets) task) => new(
        (EpisodeNames.SupportInputs, [task.SupportInputs.Length, 1]), (EpisodeNames.SupportTargets, [task.SupportTargets.Length, 1]),
        (EpisodeNames.QueryInputs, [task.QueryInputs.Length, 1]), (EpisodeNames.QueryTargets, [task.QueryTargets.Length, 1]));
}
