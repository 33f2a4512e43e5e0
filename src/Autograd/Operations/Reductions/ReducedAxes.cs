namespace AutogradMaml.Autograd;

/// <summary>The axes over which an array is reduced, from 0 and in ascending order: the one rule by which every reduction takes
/// them.</summary>
internal readonly struct ReducedAxes
{
    private readonly Shape _shape;

    /// <summary>All axes of a shape.</summary>
    public ReducedAxes(Shape shape)
    {
        _shape = shape;
        Axes = [.. Enumerable.Range(0, shape.Rank)];
    }

    /// <summary>Some axes of a shape, in any order.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="ArgumentException">An axis is named twice.</exception>
    public ReducedAxes(Shape shape, ReadOnlySpan<int> axes)
    {
        _shape = shape;
        Axes = new int[axes.Length];
        for (int k = 0; k < axes.Length; k++)
        {
            Axes[k] = shape.ResolveAxis(axes[k]);
            if (Axes.AsSpan(0, k).Contains(Axes[k]))
            {
                throw new ArgumentException(
                    $"A reduction takes each axis once, got [{string.Join(", ", axes.ToArray())}] for {shape}.", nameof(axes));
            }
        }

        Axes.AsSpan().Sort();
    }

    /// <summary>The axes.</summary>
    public int[] Axes { get; }

    /// <summary>The number of elements for each result.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            foreach (int axis in Axes)
            {
                count *= _shape.Sizes[axis];
            }

            return count;
        }
    }

    /// <summary>The shape of the result.</summary>
    /// <param name="keepAxes">Whether the axes stay with size 1 or go.</param>
    public Shape Result(bool keepAxes)
    {
        Span<int> sizes = stackalloc int[Shape.MaximumRank];
        int rank = 0;
        for (int axis = 0; axis < _shape.Rank; axis++)
        {
            bool isReduced = Axes.Contains(axis);
            if (!isReduced || keepAxes)
            {
                sizes[rank++] = isReduced ? 1 : _shape.Sizes[axis];
            }
        }

        return Shape.Create(sizes[..rank]);
    }

    /// <summary>Throws when there is nothing to reduce.</summary>
    /// <param name="name">The reduction.</param>
    /// <param name="consequence">What there is not, then.</param>
    public void RequireElements(string name, string consequence)
    {
        if (Count == 0)
        {
            throw new ArgumentException($"{name}: {this} has no elements, so {consequence}.");
        }
    }

    /// <summary>The order of the axes that has the reduced ones last; null where they are the last ones.</summary>
    public int[]? OrderWithReducedLast()
    {
        int kept = _shape.Rank - Axes.Length;
        if (Axes.Length == 0 || Axes[0] == kept)
        {
            return null;
        }

        var order = new int[_shape.Rank];
        int place = 0;
        for (int axis = 0; axis < order.Length; axis++)
        {
            if (!Axes.Contains(axis))
            {
                order[place++] = axis;
            }
        }

        Axes.CopyTo(order, kept);
        return order;
    }

    /// <summary>The shape with the reduced axes as one, the second of three; null where they do not lie side by side.</summary>
    public Shape? SideBySide()
    {
        if (Axes.Length == 0 || Axes[^1] - Axes[0] != Axes.Length - 1)
        {
            return null;
        }

        (int outer, int inner) = (1, 1);
        for (int axis = 0; axis < _shape.Rank; axis++)
        {
            outer *= axis < Axes[0] ? _shape.Sizes[axis] : 1;
            inner *= axis > Axes[^1] ? _shape.Sizes[axis] : 1;
        }

        return [outer, Count, inner];
    }

    /// <summary><c>axis 1 of [2, 3]</c>.</summary>
    public override string ToString() => $"{(Axes.Length == 1 ? "axis" : "axes")} {string.Join(", ", Axes)} of {_shape}";
}

public readonly partial struct Variable<T>
{
    // The elements over the reduced axes as the rows of a matrix. Axes that are not the last ones are brought there, which copies.
    private Variable<T> Rows(ReducedAxes over)
    {
        Variable<T> ordered = over.OrderWithReducedLast() is { } order ? Permute(order) : this;
        return ordered.Reshape([over.Result(keepAxes: false).ElementCount, over.Count]);
    }

    // This with the reduced axes as one, for what reduces a single axis, and which one that is.
    private (Variable<T> Values, int Axis) AsOneAxis(ReducedAxes over)
        => over.Axes.Length == 1 ? (this, over.Axes[0])
            : over.OrderWithReducedLast() is not null && over.SideBySide() is { } shape ? (Reshape(shape), 1)
            : (Rows(over), 1);

    // What a reduction of this gave, in the shape of its result; a node of its own.
    private Variable<T> Reduced(Variable<T> result, ReducedAxes over, bool keepAxes)
    {
        Shape shape = over.Result(keepAxes);
        return result.Shape == shape && result.Index != Index ? result : result.Reshape(shape);
    }
}
