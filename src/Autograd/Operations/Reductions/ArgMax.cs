namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The place of the greatest element, counted row by row, the first among equals: a single whole number in T, constant as
    /// far as derivatives go.</summary>
    /// <exception cref="ArgumentException">There are no elements, or more than T can count (2^24 in float).</exception>
    public Variable<T> ArgMax() => ArgMax(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The place of the greatest element over some axes, the first among equals, as a whole number in T; a constant as far as
    /// derivatives go.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end. Places over several are counted row by row.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements to compare, or more than T can count (2^24 in float), or an axis is named
    /// twice.</exception>
    /// <remarks>The place of the first NaN where there is one. Composed of <see cref="OneHotMax"/>.</remarks>
    public Variable<T> ArgMax(ReadOnlySpan<int> axes, bool keepAxes = false) => ArgMax(new ReducedAxes(Shape, axes), keepAxes);

    /// <summary>The place of the least element, counted row by row, the first among equals: a single whole number in T.</summary>
    /// <exception cref="ArgumentException">There are no elements, or more than T can count (2^24 in float).</exception>
    public Variable<T> ArgMin() => ArgMin(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The place of the least element over some axes, the first among equals, as a whole number in T.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end. Places over several are counted row by row.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements to compare, or more than T can count (2^24 in float), or an axis is named
    /// twice.</exception>
    public Variable<T> ArgMin(ReadOnlySpan<int> axes, bool keepAxes = false) => ArgMin(new ReducedAxes(Shape, axes), keepAxes);

    private Variable<T> ArgMax(ReducedAxes over, bool keepAxes) => Greatest(Places("ArgMax", over), over, keepAxes);

    // Everything is checked before the negation is recorded.
    private Variable<T> ArgMin(ReducedAxes over, bool keepAxes)
    {
        T[] places = Places("ArgMin", over);
        return (-this).Greatest(places, over, keepAxes);
    }

    private Variable<T> Greatest(T[] places, ReducedAxes over, bool keepAxes)
    {
        (Variable<T> values, int axis) = AsOneAxis(over);

        // [size, 1, ..., 1] broadcasts along the axes behind.
        var sizes = new int[values.Shape.Rank - axis];
        Array.Fill(sizes, 1);
        sizes[0] = places.Length;
        Variable<T> place = values.OneHotMax(axis) * Tape.Constant(places, Shape.Create(sizes));
        return Reduced(place.Sum([axis], keepAxes: true), over, keepAxes);
    }

    // 0, 1, ..., each a number in T of its own.
    private static T[] Places(string name, ReducedAxes over)
    {
        MaxOperation<T>.RequireElements(over);
        var places = new T[over.Count];
        for (int k = 0; k < places.Length; k++)
        {
            places[k] = T.CreateChecked(k);
            if (k > 0 && places[k] == places[k - 1])
            {
                throw new ArgumentException(
                    $"{name}: {over} has {places.Length} places, more than its element type can count: compute it in double.");
            }
        }

        return places;
    }
}
