namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The array continued along an axis by its reflection in its first and last places, which are not repeated: 2 1 | 0 1 2 | 1
    /// 0.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="before">How many places come before: 0 or more, and fewer than the axis has.</param>
    /// <param name="after">How many places come behind, likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is not in that range, or the axis does not exist.</exception>
    /// <remarks>Linear; an element gets the sum of the cotangents of all places that it went to. Composed of slices, flips and a
    /// concatenation.</remarks>
    public Variable<T> ReflectionPad(int axis, int before, int after)
    {
        int resolved = RequireReflectionPad(axis, before, after);
        int size = Shape.Sizes[resolved];
        return Between(
            resolved,
            before == 0 ? null : Slice(resolved, 1, before).Flip(resolved),
            after == 0 ? null : Slice(resolved, size - 1 - after, after).Flip(resolved));
    }

    /// <summary>The array continued along every axis by its reflection, as in <see cref="ReflectionPad(int, int, int)"/>.</summary>
    /// <param name="places">For each axis of this, outermost first, how many places come before and behind.</param>
    /// <exception cref="ArgumentException">There is not one pair for each axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative, or not below the size of its axis.</exception>
    public Variable<T> ReflectionPad(params ReadOnlySpan<(int Before, int After)> places)
        => PadEach(
            "ReflectionPad",
            places,
            static (x, axis, before, after) => x.RequireReflectionPad(axis, before, after),
            static (x, axis, before, after) => x.ReflectionPad(axis, before, after));

    private int RequireReflectionPad(int axis, int before, int after)
        => RequirePadding("ReflectionPad", axis, before, after, Math.Max(0, Shape[axis] - 1));
}
