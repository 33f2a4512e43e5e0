namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The k greatest elements along an axis, in descending order, and their places.</summary>
    /// <param name="count">k: from 0 to the size of the axis.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <returns>The elements, and their places as whole numbers in T, which are constant as far as derivatives go. Both have the shape of
    /// this with k along the axis.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis has fewer elements, or the count is negative.</exception>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    /// <remarks>Of equal elements the one at the lower place comes first. NaN counts as greatest. The derivative is 1 by each element that
    /// was picked; f'' = 0. The least ones are those of -x. Composed of <see cref="ArgSort"/>, <see cref="Slice"/> and
    /// <see cref="Gather"/>.</remarks>
    public (Variable<T> Values, Variable<T> Places) TopK(int count, int axis = -1)
    {
        int resolved = Shape.ResolveAxis(axis);
        if (count < 0 || count > Shape.Sizes[resolved])
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), $"TopK takes 0 to {Shape.Sizes[resolved]} elements of axis {axis} of {Shape}, got {count}.");
        }

        Variable<T> places = ArgSort(resolved, descending: true).Slice(resolved, 0, count);
        return (Gather(resolved, places), places);
    }
}
