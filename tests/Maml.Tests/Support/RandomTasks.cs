using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Tasks of random numbers, or of random class numbers where there are classes.</summary>
internal sealed class RandomTasks<T>(int shots, int queries, int inputs, int outputs, bool classes = false) : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TaskLayout _layout = new(
        (EpisodeNames.SupportInputs, [shots, inputs]),
        (EpisodeNames.SupportTargets, classes ? [shots] : [shots, outputs]),
        (EpisodeNames.QueryInputs, [queries, inputs]),
        (EpisodeNames.QueryTargets, classes ? [queries] : [queries, outputs]));

    public string Description => $"random shots={shots} queries={queries} inputs={inputs} outputs={outputs} classes={classes}";

    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        RandomStream random = arrays.Stream(task.Seed, "random task", task.Index);
        Numbers(random, arrays[EpisodeNames.SupportInputs]);
        Targets(random, arrays[EpisodeNames.SupportTargets]);
        Numbers(random, arrays[EpisodeNames.QueryInputs]);
        Targets(random, arrays[EpisodeNames.QueryTargets]);
    }

    public Parameters<T>[] First(int count, ulong seed = 5) => [.. Enumerable.Range(0, count).Select(index => this.Sample(seed, index))];

    private void Targets(RandomStream random, Span<T> targets)
    {
        if (!classes)
        {
            Numbers(random, targets);
            return;
        }

        foreach (ref T target in targets)
        {
            target = T.CreateChecked((int)random.NextUniform(0, outputs));
        }
    }

    private static void Numbers(RandomStream random, Span<T> values)
    {
        foreach (ref T value in values)
        {
            value = T.CreateChecked(random.NextUniform(-1.5, 1.5));
        }
    }
}
