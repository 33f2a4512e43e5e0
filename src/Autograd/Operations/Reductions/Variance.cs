namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The variance over all elements, a single number.</summary>
    /// <param name="unbiased">Whether the sum of squares is divided by n - 1 instead of n.</param>
    /// <exception cref="ArgumentException">There are too few elements.</exception>
    public Variable<T> Variance(bool unbiased = false) => Variance(AllAxes(Shape.Rank), keepAxes: false, unbiased);

    /// <summary>The variance over some axes: the mean of (x - mean(x))^2.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <param name="unbiased">Whether the sum of squares is divided by n - 1 instead of n, n being the number of elements for each
    /// result.</param>
    /// <exception cref="ArgumentException">There are too few elements: n = 0, or n = 1 when unbiased.</exception>
    /// <remarks>The derivative by x is 2 (x - mean(x)) / n. Composed, in two passes: the mean is taken off first, so that a large mean
    /// costs no digits.</remarks>
    public Variable<T> Variance(ReadOnlySpan<int> axes, bool keepAxes = false, bool unbiased = false)
    {
        int divisor = VarianceDivisor(axes, unbiased);
        Variable<T> centred = this - Mean(axes, keepAxes: true);
        return (centred * centred).Sum(axes, keepAxes) * (T.One / T.CreateChecked(divisor));
    }

    /// <summary>The standard deviation over all elements, a single number.</summary>
    /// <param name="unbiased">Whether the sum of squares is divided by n - 1 instead of n.</param>
    /// <exception cref="ArgumentException">There are too few elements.</exception>
    public Variable<T> StandardDeviation(bool unbiased = false) => StandardDeviation(AllAxes(Shape.Rank), keepAxes: false, unbiased);

    /// <summary>The standard deviation over some axes: the square root of the variance.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <param name="unbiased">Whether the sum of squares is divided by n - 1 instead of n.</param>
    /// <exception cref="ArgumentException">There are too few elements.</exception>
    /// <remarks>Where it is 0 (all elements equal) its derivatives of every order are 0. Composed: the norm of x - mean(x), so that it
    /// neither overflows nor vanishes where the variance would; the sum of the elements must not overflow.</remarks>
    public Variable<T> StandardDeviation(ReadOnlySpan<int> axes, bool keepAxes = false, bool unbiased = false)
    {
        int divisor = VarianceDivisor(axes, unbiased);
        return (this - Mean(axes, keepAxes: true)).Norm(axes, keepAxes) * (T.One / T.Sqrt(T.CreateChecked(divisor)));
    }

    // The number of elements for each result, less one when unbiased.
    private int VarianceDivisor(ReadOnlySpan<int> axes, bool unbiased)
    {
        Shape shape = Shape;
        Shape reduced = shape;
        int count = 1;
        foreach (int axis in axes)
        {
            count *= reduced[axis];
            reduced = reduced.With(axis, 1);
        }

        int divisor = unbiased ? count - 1 : count;
        return divisor > 0
            ? divisor
            : throw new ArgumentException(
                $"{(unbiased ? "The unbiased variance" : "The variance")} takes at least {(unbiased ? 2 : 1)} elements for each result, got {count}: " +
                $"axes [{string.Join(", ", axes.ToArray())}] of {shape}.",
                nameof(axes));
    }
}
