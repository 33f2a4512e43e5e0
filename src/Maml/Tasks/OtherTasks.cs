using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Tasks to hold a recording against: whatever is to be the same program for all tasks of a layout must be the same for
/// these.</summary>
internal static class OtherTasks
{
    // How many further tasks are looked at for others of the same layout.
    private const int Tries = 64;

    /// <summary>As many other tasks of the same layout, from the numbers that follow; where too few are found, the same ones.</summary>
    /// <param name="distribution">Where they are drawn from.</param>
    /// <param name="layout">The layout of the given tasks.</param>
    /// <param name="tasks">The given ones.</param>
    public static TaskNumber[] Of<T>(ITaskDistribution<T> distribution, TaskLayout layout, TaskNumber[] tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<TaskNumber> others = [];
        for (long ahead = 1; ahead <= Tries + tasks.Length && others.Count < tasks.Length; ahead++)
        {
            TaskNumber candidate = tasks[^1] with { Index = tasks[^1].Index + ahead };
            if (distribution.LayoutOf(candidate).Equals(layout))
            {
                others.Add(candidate);
            }
        }

        return others.Count == tasks.Length ? [.. others] : tasks;
    }
}
