namespace AutogradMaml.Autograd;

/// <summary>The values of a program, by number. They never change; passes add to them, so that the graphs of several passes share one
/// list.</summary>
internal sealed class ValueTable
{
    private readonly List<Value> _values = [];

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>A value by its number.</summary>
    public Value this[int value] => _values[value];

    /// <summary>Adds a value that owns its memory.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="kind">Where it comes from.</param>
    /// <param name="node">Which value of the tape it was recorded as, if it was.</param>
    /// <returns>Its number.</returns>
    public int Add(Shape shape, ValueKind kind, int node = -1)
    {
        _values.Add(new(shape, kind, _values.Count) { Node = node });
        return _values.Count - 1;
    }

    /// <summary>Adds a view of a value, or of what that is a view of.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="of">The value.</param>
    /// <param name="isBarrier">Whether it is a barrier to sharing.</param>
    /// <param name="node">Which value of the tape it was recorded as, if it was.</param>
    /// <returns>Its number.</returns>
    public int AddView(Shape shape, int of, bool isBarrier = false, int node = -1)
    {
        _values.Add(new(shape, ValueKind.View, _values[of].Owner) { IsBarrier = isBarrier, Node = node });
        return _values.Count - 1;
    }

    /// <summary>The value that owns a value's memory.</summary>
    public int OwnerOf(int value) => _values[value].Owner;

    /// <summary>A value's shape.</summary>
    public Shape ShapeOf(int value) => _values[value].Shape;
}
