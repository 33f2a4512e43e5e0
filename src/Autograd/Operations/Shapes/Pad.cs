namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>Zeros put before and behind along an axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="before">How many places come before, 0 or more.</param>
    /// <param name="after">How many places come behind, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative, or the axis does not exist.</exception>
    public Variable<T> Pad(int axis, int before, int after)
    {
        int size = PaddedSize(axis, before, after);
        return Embed(axis, before, size);
    }

    /// <summary>Zeros put before and behind along every axis.</summary>
    /// <param name="places">For each axis of this, outermost first, how many places come before and behind.</param>
    /// <exception cref="ArgumentException">There is not one pair for each axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of places is negative.</exception>
    /// <remarks>Linear; the derivative by an element is 1 where it went to. Composed of <see cref="Embed"/>, axis by axis.</remarks>
    public Variable<T> Pad(params ReadOnlySpan<(int Before, int After)> places)
        => PadEach(
            "Pad",
            places,
            static (x, axis, before, after) => x.PaddedSize(axis, before, after),
            static (x, axis, before, after) => x.Pad(axis, before, after));

    // One axis after the other, those that get nothing left out.
    private Variable<T> PadEach(
        string name, ReadOnlySpan<(int Before, int After)> places, Action<Variable<T>, int, int, int> check,
        Func<Variable<T>, int, int, int, Variable<T>> pad)
    {
        if (places.Length != Shape.Rank)
        {
            throw new ArgumentException(
                $"{name} takes a pair of places for each of the {Shape.Rank} axes of {Shape}, got {places.Length}.", nameof(places));
        }

        for (int axis = 0; axis < places.Length; axis++)
        {
            check(this, axis, places[axis].Before, places[axis].After);
        }

        Variable<T> padded = this;
        for (int axis = 0; axis < places.Length; axis++)
        {
            padded = places[axis] == (0, 0) ? padded : pad(padded, axis, places[axis].Before, places[axis].After);
        }

        return padded.Index == Index ? Unchanged() : padded;
    }

    // What was put before and behind along an axis, if anything, with this in the middle.
    private Variable<T> Between(int axis, Variable<T>? before, Variable<T>? after)
        => before is null && after is null ? Unchanged()
        : before is null ? Variable.Concatenate<T>([this, after!.Value], axis)
        : after is null ? Variable.Concatenate<T>([before.Value, this], axis)
        : Variable.Concatenate<T>([before.Value, this, after.Value], axis);

    private int RequirePadding(string name, int axis, int before, int after, int most)
    {
        int resolved = Shape.ResolveAxis(axis);
        return before >= 0 && after >= 0 && before <= most && after <= most && (long)before + Shape.Sizes[resolved] + after <= int.MaxValue
            ? resolved
            : throw new ArgumentOutOfRangeException(
                nameof(before),
                $"{name} takes 0 to {most} places on either side of axis {axis} of {Shape}, {int.MaxValue} with those there " +
                    $"are, got {before} and {after}.");
    }

    private int PaddedSize(int axis, int before, int after)
    {
        long size = (long)before + Shape[axis] + after;
        return before >= 0 && after >= 0 && size <= int.MaxValue
            ? (int)size
            : throw new ArgumentOutOfRangeException(
                nameof(before),
                $"Pad takes 0 or more places on either side, {int.MaxValue} with those there are, got {before} and {after} " +
                $"for axis {axis} of {Shape}; use Slice to take places away.");
    }
}
