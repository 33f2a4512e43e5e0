namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The array as a whole repeated along an axis: x, x, ..., x one after the other.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="times">How often, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the axis does not exist.</exception>
    /// <remarks>Linear; the transpose sums over the copies. Composed: the copies are a broadcast axis before the axis, merged with
    /// it.</remarks>
    public Variable<T> Tile(int axis, int times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        Shape shape = Shape;
        int resolved = shape.ResolveAxis(axis);
        if (times == 1)
        {
            return Unchanged();
        }

        AxisLayout layout = new(shape, resolved);
        int block = layout.Size * layout.Inner;

        // Made first: a shape that is too great is refused before anything is recorded.
        Shape copies = [layout.Outer, times, block];
        Shape tiled = shape.With(resolved, checked(shape.Sizes[resolved] * times));
        return Shaped([layout.Outer, 1, block]).BroadcastTo(copies).Shaped(tiled);
    }

    /// <summary>The array as a whole repeated along every axis.</summary>
    /// <param name="times">For each axis of this, outermost first, how often.</param>
    /// <exception cref="ArgumentException">There is not one number for each axis.</exception>
    public Variable<T> Tile(ReadOnlySpan<int> times)
    {
        if (times.Length != Shape.Rank)
        {
            throw new ArgumentException(
                $"Tile takes a number for each of the {Shape.Rank} axes of {Shape}, got {times.Length}.", nameof(times));
        }

        foreach (int time in times)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(time, nameof(times));
        }

        Variable<T> tiled = this;
        for (int axis = times.Length - 1; axis >= 0; axis--)
        {
            tiled = times[axis] == 1 ? tiled : tiled.Tile(axis, times[axis]);
        }

        return tiled.Index == Index ? Unchanged() : tiled;
    }
}
