namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>Elements along an axis by number: out[i, j, k] = x[i, indices[i, j, k], k] for axis 1 of three.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="indices">Places along the axis as whole values of T, in the shape of this but for the axis, where any size goes;
    /// constant as far as derivatives go.</param>
    /// <returns>The elements, in the shape of the indices.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a whole number within the axis.</exception>
    /// <remarks>Linear in x; its transpose is <see cref="ScatterAdd"/>. An element that is taken several times gets the sum of the
    /// cotangents. Composed of the operation that takes rows, with rows of one element.</remarks>
    public Variable<T> Gather(int axis, Variable<T> indices)
    {
        int resolved = RequireIndices("Gather", axis, indices);
        Variable<T> self = this;
        return Tape.Compose(() =>
        {
            Variable<T> table = self.WithAxisLast(resolved);
            Variable<T> places = indices.WithAxisLast(resolved);
            Shape picked = places.Shape;
            int outer = Outer(picked);
            Variable<T> taken = self.Tape.Apply(
                TakeOperation<T>.Instance, table.Shaped([outer, table.Shape[-1], 1]), places.Shaped([outer, picked[-1]]));
            return taken.Shaped(picked).WithAxisLast(resolved);
        });
    }

    /// <summary>Elements added up along an axis by number: out[i, indices[i, j, k], k] += x[i, j, k] for axis 1 of three, from
    /// zero.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="indices">Places along the axis of the result as whole values of T, in the shape of this; constant as far as derivatives
    /// go.</param>
    /// <param name="size">The size of the axis in the result.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a whole number below the size, or the size is negative.</exception>
    /// <remarks>Linear in x; its transpose is <see cref="Gather"/>. Elements that meet are added in order, so that the bits are the same in
    /// every run.</remarks>
    public Variable<T> ScatterAdd(int axis, Variable<T> indices, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        int resolved = Shape.ResolveAxis(axis);
        if (indices.Shape != Shape)
        {
            throw new ArgumentException(
                $"ScatterAdd takes an index for each element: indices of {Shape}, got {indices.Shape}.", nameof(indices));
        }

        Tape.IndexOf(indices);
        Variable<T> self = this;
        return Tape.Compose(() =>
        {
            Variable<T> values = self.WithAxisLast(resolved);
            Shape given = values.Shape;
            int outer = Outer(given);
            Variable<T> sum = self.Tape.Apply(
                new TakeTransposeOperation<T>(size),
                values.Shaped([outer, given[-1], 1]),
                indices.WithAxisLast(resolved).Shaped([outer, given[-1]]));
            return sum.Shaped(given.With(-1, size)).WithAxisLast(resolved);
        });
    }

    private static int Outer(Shape shape)
    {
        int outer = 1;
        foreach (int size in shape.Sizes[..^1])
        {
            outer *= size;
        }

        return outer;
    }

    // The axis exchanged with the last one; twice is back again.
    private Variable<T> WithAxisLast(int axis) => axis == Shape.Rank - 1 ? this : SwapAxes(axis, -1);

    private int RequireIndices(string name, int axis, Variable<T> indices)
    {
        int resolved = Shape.ResolveAxis(axis);
        Tape.IndexOf(indices);
        return indices.Shape.Rank == Shape.Rank && indices.Shape.With(resolved, 1) == Shape.With(resolved, 1)
            ? resolved
            : throw new ArgumentException(
                $"{name} takes indices of the shape of this but for axis {axis}, got {indices.Shape} for {Shape}.", nameof(indices));
    }
}
