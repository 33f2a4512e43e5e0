using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A meta-batch as an adaptation sees it: arrays by name, always with the task axis in front, and whatever else changes from one
/// iteration to the next: scheduled numbers, noise, calls to the host.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>An adaptation is recorded once and then replayed, so what changes must come from here and not from a variable of the program
/// around it: that would be frozen at the value that it had. Noise and calls are named by (seed, purpose, iteration, the task's number in
/// its distribution, inner step), never by a place in a block: another size of block draws the same.</remarks>
public sealed class Episode<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Variables<T> _arrays;
    private readonly Variable<T> _keys;
    private readonly long _iteration;
    private readonly Dictionary<string, (Schedule Schedule, Variable<T> Variable)> _scheduled;

    /// <summary>Describes tasks that are on a tape.</summary>
    /// <param name="arrays">The arrays by name, [tasks, ...] each; at least one.</param>
    /// <param name="keys">[tasks, <see cref="RandomKey.Length"/>]: who each task is, as <see cref="RandomKey.Write"/> has it.</param>
    /// <param name="iteration">The iteration, for schedules.</param>
    /// <exception cref="ArgumentException">There is no array, or their first axes differ.</exception>
    public Episode(Variables<T> arrays, Variable<T> keys, long iteration = 0)
        : this(arrays, keys, iteration, [])
    {
    }

    private Episode(
        Variables<T> arrays, Variable<T> keys, long iteration,
        Dictionary<string, (Schedule Schedule, Variable<T> Variable)> scheduled)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        if (keys.Shape.Rank != 2 || keys.Shape[1] != RandomKey.Length)
        {
            throw new ArgumentException($"The keys of an episode have shape [tasks, {RandomKey.Length}], got {keys.Shape}.", nameof(keys));
        }

        Tasks = keys.Shape[0];
        foreach ((string name, Variable<T> array) in arrays)
        {
            if (array.Shape.Rank == 0 || array.Shape[0] != Tasks)
            {
                throw new ArgumentException(
                    $"The arrays of an episode have the task axis in front, here [{Tasks}, ...]; '{name}' has shape " +
                        $"{array.Shape}.",
                    nameof(arrays));
            }
        }

        _arrays = arrays;
        _keys = keys;
        _iteration = iteration;
        _scheduled = scheduled;
    }

    /// <summary>The number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>The tape that everything is on.</summary>
    public Tape<T> Tape => _keys.Tape;

    /// <summary>The arrays.</summary>
    public Variables<T> Arrays => _arrays;

    /// <summary>The arrays' keys: [tasks, <see cref="RandomKey.Length"/>].</summary>
    public Variable<T> Keys => _keys;

    /// <summary>The scheduled numbers that were asked for, by name.</summary>
    internal IReadOnlyDictionary<string, (Schedule Schedule, Variable<T> Variable)> ScheduledNumbers => _scheduled;

    /// <summary>Where the results of calls to the host are kept or come from; null to make each call.</summary>
    internal HostResults<T>? Hosts { get; set; }

    /// <summary>One of the tasks by itself, with the same scheduled numbers and the same way to call the host.</summary>
    /// <param name="task">Which, from 0.</param>
    internal Episode<T> Only(int task)
        => new(_arrays.Map(array => array.Slice(0, task, 1)), _keys.Slice(0, task, 1), _iteration, _scheduled) { Hosts = Hosts };

    /// <summary>Throws if a scheduled number was asked for, where there is no iteration that it could follow.</summary>
    internal void RequireNothingScheduled()
    {
        if (_scheduled.Count > 0)
        {
            throw new ArgumentException(
                $"An adaptation with numbers that follow the iteration ({string.Join(", ", _scheduled.Keys)}) has no iteration outside " +
                    "of training: take one with the value that is to hold.");
        }
    }

    /// <summary>An array by its name: <c>support.inputs</c>, <c>query.targets</c>, <c>goal</c>.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">The tasks have no such array.</exception>
    public Variable<T> this[string name] => _arrays.TryGet(name, out Variable<T> array)
        ? array
        : throw new KeyNotFoundException($"The tasks have no array '{name}'; they have: {string.Join(", ", _arrays.Names)}.");

    /// <summary>An array by its name; null if the tasks have none of that name.</summary>
    internal Variable<T>? Find(string name) => _arrays.TryGet(name, out Variable<T> array) ? array : null;

    /// <summary>A number that changes with the iteration, as a variable of shape [].</summary>
    /// <param name="name">Its name; one name, one schedule.</param>
    /// <param name="schedule">The number at each iteration.</param>
    /// <exception cref="ArgumentException">The name stands for another schedule.</exception>
    public Variable<T> Scheduled(string name, Schedule schedule)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(schedule);
        if (_scheduled.TryGetValue(name, out (Schedule Schedule, Variable<T> Variable) known))
        {
            return known.Schedule.Description == schedule.Description
                ? known.Variable
                : throw new ArgumentException(
                    $"The scheduled number '{name}' is {known.Schedule.Description} and cannot be {schedule.Description} as well: give " +
                        "the second another name.",
                    nameof(name));
        }

        Variable<T> number = Tape.Input(T.CreateChecked(schedule.At(_iteration)), $"{EpisodeNames.Scheduled}.{name}");
        _scheduled.Add(name, (schedule, number));
        return number;
    }

    /// <summary>Random numbers of each task; <see cref="InnerStep{T}.Noise"/> has other ones at each step.</summary>
    /// <param name="purpose">What they are for; two purposes are independent.</param>
    /// <param name="perTask">Their shape for one task.</param>
    /// <param name="kind">Their distribution.</param>
    /// <returns>[tasks, perTask...], constant as far as derivatives go.</returns>
    /// <remarks>The numbers are those of the first inner step under the same purpose: give noise of the task and noise of its steps
    /// purposes of their own.</remarks>
    public Variable<T> Noise(string purpose, Shape perTask, RandomNumberKind kind = RandomNumberKind.Uniform)
        => Tape.RandomNumbers(_keys, purpose, perTask, kind);

    /// <summary>Calls the host: see <see cref="Tape{T}.Host"/>. The first argument that the call is given are the tasks' keys, from which
    /// <see cref="RandomKey.Reopen{T}(ReadOnlySpan{T}, string, RandomStream)"/> makes the stream of a task.</summary>
    /// <param name="name">What the call is named.</param>
    /// <param name="call">The call: a function of its arguments and the keys, on arrays of its own.</param>
    /// <param name="results">The shapes of the results.</param>
    /// <param name="arguments">What it is called with, behind the keys.</param>
    /// <param name="scratchLength">How many elements of scratch memory it wants.</param>
    public Variable<T>[] Host(
        string name, HostCall<T> call, IReadOnlyList<Shape> results, IReadOnlyList<Variable<T>> arguments, int scratchLength = 0)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Call(name, call, results, [_keys, .. arguments], scratchLength);
    }

    /// <summary>Calls the host with keys in front of the arguments, or gives what it gave before.</summary>
    internal Variable<T>[] Call(
        string name, HostCall<T> call, IReadOnlyList<Shape> results, IReadOnlyList<Variable<T>> arguments, int scratchLength)
        => Hosts?.Call(Tape, name, call, results, arguments, scratchLength) ?? Tape.Host(name, call, results, arguments, scratchLength);
}
