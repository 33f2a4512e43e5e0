using System.Globalization;
using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>The tasks of an environment as a distribution: one array <c>task</c>, [<see cref="TaskEnvironment.TaskSize"/>]. Trajectories
/// are not drawn here: the adaptation samples them with its policy.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class EnvironmentTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Purpose = "environment task";

    private readonly TaskEnvironment _environment;
    private readonly double[][]? _given;
    private readonly TaskLayout _layout;

    /// <summary>Tasks drawn by the environment.</summary>
    /// <param name="environment">The environment.</param>
    public EnvironmentTasks(TaskEnvironment environment)
        : this(environment, null)
    {
    }

    /// <summary>Given tasks, one after the other and over again: goals from a file.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="given">The tasks, each as many numbers as the environment's tasks have; null to draw them.</param>
    /// <exception cref="ArgumentException">There is none, or one has more or fewer numbers.</exception>
    public EnvironmentTasks(TaskEnvironment environment, IReadOnlyList<double[]>? given)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _given = given is null ? null : [.. given];
        if (_given is { Length: 0 })
        {
            throw new ArgumentException("At least one task is given, got none.", nameof(given));
        }

        if (_given?.FirstOrDefault(task => task.Length != environment.TaskSize) is { } other)
        {
            throw new ArgumentException(
                $"A task of {environment.Description} is {environment.TaskSize} numbers, got one of {other.Length}.", nameof(given));
        }

        _layout = new((ArrayName, [environment.TaskSize]));
    }

    /// <summary>The name of the array that tells what a task is.</summary>
    public const string ArrayName = "task";

    /// <inheritdoc/>
    public string Description => _given is null
        ? $"tasks of {_environment.Description}"
        : $"{_given.Length} given tasks of {_environment.Description}: " +
            string.Join(' ', _given.SelectMany(static task => task).Select(InWords));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Span<double> numbers = arrays.Doubles(_environment.TaskSize);
        if (_given is null)
        {
            _environment.DrawTask(arrays.Stream(task.Seed, Purpose, task.Index), numbers);
        }
        else
        {
            _given[task.Index % _given.Length].CopyTo(numbers);
        }

        Span<T> target = arrays[ArrayName];
        for (int k = 0; k < numbers.Length; k++)
        {
            target[k] = T.CreateChecked(numbers[k]);
        }
    }

    private static string InWords(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
