using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>A distribution of tasks made of another one: of task i it makes task i. Decorators compose in the order in which they are
/// written, each working on what those before it have drawn.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Like every distribution it holds no state, and draws from streams that are keyed by seed, purpose and the task's
/// number.</remarks>
public abstract class TaskDecorator<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Decorates a distribution.</summary>
    /// <param name="tasks">The distribution.</param>
    protected TaskDecorator(ITaskDistribution<T> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        Tasks = tasks;
    }

    /// <summary>The distribution that is decorated.</summary>
    public ITaskDistribution<T> Tasks { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <summary>Whether example k of a set is made of example k. If not, what is drawn for examples by their numbers comes
    /// before.</summary>
    public virtual bool KeepsOrder => true;

    /// <summary>The distributions inside this one, from the one that it decorates to the innermost.</summary>
    public IEnumerable<ITaskDistribution<T>> Inside
    {
        get
        {
            ITaskDistribution<T> inner = Tasks;
            yield return inner;
            while (inner is TaskDecorator<T> decorator)
            {
                inner = decorator.Tasks;
                yield return inner;
            }
        }
    }

    /// <inheritdoc/>
    public virtual TaskLayout LayoutOf(TaskNumber task) => Tasks.LayoutOf(task);

    /// <inheritdoc/>
    public abstract void Draw(TaskNumber task, TaskArrays<T> arrays);

    /// <summary>Throws if there is a decorator of the same type inside, whose random numbers would be the same.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    protected void RequireOnce()
    {
        if (Inside.Any(inner => inner.GetType() == GetType()))
        {
            throw new ArgumentException(
                $"'{Tasks.Description}' is decorated like that already, and both would draw the same random numbers: write it once.");
        }
    }
}
