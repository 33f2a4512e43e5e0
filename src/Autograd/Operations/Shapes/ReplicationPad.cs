namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The array continued along an axis by its first and last elements, repeated: 0 0 | 0 1 2 | 2 2.</summary>
    /// <param name="axis">The axis, which must have elements to be continued; a negative one counts from the end.</param>
    /// <param name="before">How many places come before, 0 or more.</param>
    /// <param name="after">How many places come behind, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative, or there is nothing to repeat, or the axis does not
    /// exist.</exception>
    /// <remarks>Linear; an element gets the sum of the cotangents of all places that it went to. Composed of slices, broadcasts and a
    /// concatenation.</remarks>
    public Variable<T> ReplicationPad(int axis, int before, int after)
    {
        int resolved = RequireReplicationPad(axis, before, after);
        return Between(
            resolved,
            before == 0 ? null : Slice(resolved, 0, 1).RepeatedTo(Shape.With(resolved, before)),
            after == 0 ? null : Slice(resolved, Shape.Sizes[resolved] - 1, 1).RepeatedTo(Shape.With(resolved, after)));
    }

    /// <summary>The array continued along every axis by its outermost elements, as in
    /// <see cref="ReplicationPad(int, int, int)"/>.</summary>
    /// <param name="places">For each axis of this, outermost first, how many places come before and behind.</param>
    /// <exception cref="ArgumentException">There is not one pair for each axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative, or there is nothing to repeat.</exception>
    public Variable<T> ReplicationPad(params ReadOnlySpan<(int Before, int After)> places)
        => PadEach(
            "ReplicationPad",
            places,
            static (x, axis, before, after) => x.RequireReplicationPad(axis, before, after),
            static (x, axis, before, after) => x.ReplicationPad(axis, before, after));

    private int RequireReplicationPad(int axis, int before, int after)
        => RequirePadding("ReplicationPad", axis, before, after, Shape[axis] == 0 ? 0 : int.MaxValue);
}
