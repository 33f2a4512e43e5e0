namespace AutogradMaml.Autograd;

/// <summary>A value of a program: an array, or a view of one.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Owner">The value that owns the memory; the value itself unless it is a view.</param>
internal sealed record Value(Shape Shape, ValueKind Kind, int Owner)
{
    /// <summary>Of a view: whether what is computed from it must not be taken for what is computed from the memory's owner.</summary>
    public bool IsBarrier { get; init; }

    /// <summary>Which value of the tape it was recorded as; -1 where a pass made it.</summary>
    public int Node { get; init; } = -1;
}
