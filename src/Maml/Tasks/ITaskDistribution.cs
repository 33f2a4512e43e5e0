using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>A distribution of tasks. A task is drawn by its number: the same number is the same task for ever, whatever was drawn before
/// and on whichever thread; so implementations hold no state.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Where a task has a support and a query set, draw what the task is from <see cref="TaskNumber.Seed"/>, and each set from a seed
/// of its own, <see cref="TaskNumber.SupportSeed"/> and <see cref="TaskNumber.QuerySeed"/>: then <see cref="TaskDistributions.Resampled"/>
/// has other draws of one set, of the same task and beside the same other set.</remarks>
public interface ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The distribution in words, with every number that it depends on: part of a checkpoint's identity.</summary>
    string Description { get; }

    /// <summary>The names and shapes of a task's arrays. Where all tasks have the same ones, always the same object.</summary>
    /// <param name="task">Which task.</param>
    TaskLayout LayoutOf(TaskNumber task);

    /// <summary>Draws a task into the memory from which it is computed.</summary>
    /// <param name="task">Which task.</param>
    /// <param name="arrays">Its arrays, to be written whole, and random streams to draw from.</param>
    void Draw(TaskNumber task, TaskArrays<T> arrays);
}
