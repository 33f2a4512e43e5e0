namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The place of the greatest element along an axis, the first among equals, as a whole number in T; a constant as far as
    /// derivatives go.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    /// <exception cref="ArgumentException">The axis has no elements, or more than T can count (2^24 in float).</exception>
    /// <remarks>The place of the first NaN where there is one. Composed of <see cref="OneHotMax"/>.</remarks>
    public Variable<T> ArgMax(int axis = -1, bool keepAxis = false)
    {
        int resolved = Shape.ResolveAxis(axis);
        MaxOperation<T>.RequireElements(Shape, resolved);
        int size = Shape.Sizes[resolved];
        var places = new T[size];
        for (int k = 0; k < size; k++)
        {
            places[k] = T.CreateChecked(k);
            if (k > 0 && places[k] == places[k - 1])
            {
                throw new ArgumentException(
                    $"ArgMax: axis {axis} of {Shape} has {size} places, more than its element type can count: compute it in double.",
                    nameof(axis));
            }
        }

        // [size, 1, ..., 1] broadcasts along the axes behind.
        var sizes = new int[Shape.Rank - resolved];
        Array.Fill(sizes, 1);
        sizes[0] = size;
        Variable<T> place = OneHotMax(resolved) * Tape.Constant(places, Shape.Create(sizes));
        return place.Sum([resolved], keepAxis);
    }

    /// <summary>The place of the least element along an axis, the first among equals, as a whole number in T.</summary>
    /// <param name="axis">The axis, which must have elements; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    public Variable<T> ArgMin(int axis = -1, bool keepAxis = false)
    {
        MaxOperation<T>.RequireElements(Shape, axis);
        return (-this).ArgMax(axis, keepAxis);
    }
}
