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
        => Variance(axes, unbiased ? 1 : 0, keepAxes);

    /// <summary>The variance over some axes with a correction c: the sum of (x - mean(x))^2 over n - c, n being the number of elements for
    /// each result.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="correction">c: 0 for the mean of the squares, 1 for the unbiased variance, -1 for the least mean squared error of
    /// normal numbers.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are too few elements: n is not above c, or 0.</exception>
    /// <remarks>The derivative by x is 2 (x - mean(x)) / (n - c). Composed, as the others.</remarks>
    public Variable<T> Variance(ReadOnlySpan<int> axes, int correction, bool keepAxes = false)
    {
        T divisor = VarianceDivisor(axes, correction);
        Variable<T> centred = this - Mean(axes, keepAxes: true);
        return (centred * centred).Sum(axes, keepAxes) * (T.One / divisor);
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
        => StandardDeviation(axes, unbiased ? 1 : 0, keepAxes);

    /// <summary>The standard deviation over some axes with a correction: the square root of
    /// <see cref="Variance(ReadOnlySpan{int}, int, bool)"/>.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="correction">c: the sum of squares is divided by n - c.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are too few elements: n is not above c, or 0.</exception>
    /// <remarks>Where it is 0 its derivatives of every order are 0.</remarks>
    public Variable<T> StandardDeviation(ReadOnlySpan<int> axes, int correction, bool keepAxes = false)
    {
        T divisor = VarianceDivisor(axes, correction);
        return (this - Mean(axes, keepAxes: true)).Norm(axes, keepAxes) * (T.One / T.Sqrt(divisor));
    }

    // The number of elements for each result, less the correction.
    private T VarianceDivisor(ReadOnlySpan<int> axes, int correction)
    {
        Shape shape = Shape;
        Shape reduced = shape;
        int count = 1;
        foreach (int axis in axes)
        {
            count *= reduced[axis];
            reduced = reduced.With(axis, 1);
        }

        string which = correction switch
        {
            0 => "The variance",
            1 => "The unbiased variance",
            _ => $"The variance with a correction of {correction}",
        };
        return count > Math.Max(0, correction)
            ? T.CreateChecked((long)count - correction)
            : throw new ArgumentException(
                $"{which} takes at least {Math.Max(0L, correction) + 1} elements for each result, got {count}: axes " +
                    $"[{string.Join(", ", axes.ToArray())}] of {shape}.",
                nameof(axes));
    }
}
