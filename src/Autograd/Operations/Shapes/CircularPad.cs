namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The array continued along an axis as if it were a circle: 1 2 | 0 1 2 | 0 1.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="before">How many places come before: 0 or more, and no more than the axis has.</param>
    /// <param name="after">How many places come behind, likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is not in that range, or the axis does not exist.</exception>
    /// <remarks>Linear; an element gets the sum of the cotangents of all places that it went to. Composed of slices and a
    /// concatenation.</remarks>
    public Variable<T> CircularPad(int axis, int before, int after)
    {
        int resolved = RequireCircularPad(axis, before, after);
        return Between(
            resolved,
            before == 0 ? null : Slice(resolved, Shape.Sizes[resolved] - before, before),
            after == 0 ? null : Slice(resolved, 0, after));
    }

    /// <summary>The array continued along every axis as if it were a circle, as in <see cref="CircularPad(int, int, int)"/>.</summary>
    /// <param name="places">For each axis of this, outermost first, how many places come before and behind.</param>
    /// <exception cref="ArgumentException">There is not one pair for each axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative, or greater than the size of its axis.</exception>
    public Variable<T> CircularPad(params ReadOnlySpan<(int Before, int After)> places)
        => PadEach(
            "CircularPad",
            places,
            static (x, axis, before, after) => x.RequireCircularPad(axis, before, after),
            static (x, axis, before, after) => x.CircularPad(axis, before, after));

    private int RequireCircularPad(int axis, int before, int after) => RequirePadding("CircularPad", axis, before, after, Shape[axis]);
}
