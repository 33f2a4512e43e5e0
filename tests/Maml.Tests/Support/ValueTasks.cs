using System.Collections.Concurrent;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Tasks of one array, "values", told by their number: as many layouts as there are lengths.</summary>
internal sealed class ValueTasks(Func<long, double[]> values) : ITaskDistribution<double>
{
    public const string Name = "values";

    private readonly ConcurrentDictionary<int, TaskLayout> _layouts = [];

    public string Description => "values";

    public TaskLayout LayoutOf(TaskNumber task) => _layouts.GetOrAdd(values(task.Index).Length, static length => new((Name, [length])));

    public void Draw(TaskNumber task, TaskArrays<double> arrays) => values(task.Index).CopyTo(arrays[Name]);
}
