using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The names and shapes of a task's arrays, without the task axis. Two layouts with the same names and shapes in the same order
/// are equal.</summary>
public sealed class TaskLayout : IEquatable<TaskLayout>
{
    private readonly string[] _names;
    private readonly Shape[] _shapes;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly int _hash;

    /// <summary>Describes a layout.</summary>
    /// <param name="arrays">Names and shapes, in order; each name once, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or a name occurs twice.</exception>
    public TaskLayout(params ReadOnlySpan<(string Name, Shape Shape)> arrays)
    {
        _names = new string[arrays.Length];
        _shapes = new Shape[arrays.Length];
        HashCode hash = default;
        for (int k = 0; k < arrays.Length; k++)
        {
            (_names[k], _shapes[k]) = arrays[k];
            ArgumentException.ThrowIfNullOrEmpty(_names[k], nameof(arrays));
            ArgumentNullException.ThrowIfNull(_shapes[k], nameof(arrays));
            if (!_places.TryAdd(_names[k], k))
            {
                throw new ArgumentException($"A task's arrays have names of their own; '{_names[k]}' occurs twice.", nameof(arrays));
            }

            hash.Add(_names[k]);
            hash.Add(_shapes[k]);
        }

        if (arrays.Length == 0)
        {
            throw new ArgumentException("A task has at least one array, got none.", nameof(arrays));
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>Of a support and a query set: <c>support.inputs</c> [shots, input...], <c>support.targets</c> [shots, target...],
    /// <c>query.inputs</c> [queries, input...] and <c>query.targets</c> [queries, target...].</summary>
    /// <param name="shots">The number of support examples, of all classes together.</param>
    /// <param name="queries">The number of query examples, of all classes together.</param>
    /// <param name="input">The shape of one example's input.</param>
    /// <param name="target">That of its target; no axes for a class number.</param>
    internal static TaskLayout FewShot(int shots, int queries, Shape input, Shape target) => new(
        (EpisodeNames.SupportInputs, input.Prepend(shots)),
        (EpisodeNames.SupportTargets, target.Prepend(shots)),
        (EpisodeNames.QueryInputs, input.Prepend(queries)),
        (EpisodeNames.QueryTargets, target.Prepend(queries)));

    /// <summary>The number of arrays.</summary>
    public int Count => _names.Length;

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The shapes, in order.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>The place of an array.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public int PlaceOf(string name)
    {
        // Names are constants as a rule: then this finds them without reading their letters, task after task.
        for (int k = 0; k < _names.Length; k++)
        {
            if (ReferenceEquals(_names[k], name))
            {
                return k;
            }
        }

        return _places.TryGetValue(name, out int place)
            ? place
            : throw new KeyNotFoundException($"The task has no array '{name}'; it has: {this}.");
    }

    /// <summary>Whether there is an array of a name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _places.ContainsKey(name);

    /// <inheritdoc/>
    public bool Equals(TaskLayout? other)
        => ReferenceEquals(this, other)
            || (other is not null && _hash == other._hash && _names.AsSpan().SequenceEqual(other._names)
                && _shapes.AsSpan().SequenceEqual(other._shapes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TaskLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The names and shapes.</summary>
    public override string ToString() => string.Join(", ", _names.Select((name, k) => $"{name} {_shapes[k]}"));
}
