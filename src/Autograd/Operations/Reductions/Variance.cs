namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The variance over all elements, a single number.</summary>
    /// <param name="correction">c: the sum of squares is divided by n - c.</param>
    /// <exception cref="ArgumentException">There are too few elements: n is not above c, or 0.</exception>
    /// <remarks>See <see cref="Variance(ReadOnlySpan{int}, bool, int)"/>.</remarks>
    public Variable<T> Variance(int correction = 0) => Variance(new ReducedAxes(Shape), keepAxes: false, correction);

    /// <summary>The variance over some axes with a correction c: the sum of (x - mean(x))^2 over n - c, n being the number of elements for
    /// each result.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <param name="correction">c: 0 for the mean of the squares, 1 for the unbiased variance, -1 for the least mean squared error of
    /// normal numbers.</param>
    /// <exception cref="ArgumentException">There are too few elements (n is not above c, or 0), or an axis is named twice.</exception>
    /// <remarks>The derivative by x is 2 (x - mean(x)) / (n - c). Composed, in two passes: the mean is taken off first, so that a large
    /// mean costs no digits.</remarks>
    public Variable<T> Variance(ReadOnlySpan<int> axes, bool keepAxes = false, int correction = 0)
        => Variance(new ReducedAxes(Shape, axes), keepAxes, correction);

    /// <summary>The standard deviation over all elements, a single number.</summary>
    /// <param name="correction">c: the sum of squares is divided by n - c.</param>
    /// <exception cref="ArgumentException">There are too few elements: n is not above c, or 0.</exception>
    /// <remarks>See <see cref="StandardDeviation(ReadOnlySpan{int}, bool, int)"/>.</remarks>
    public Variable<T> StandardDeviation(int correction = 0) => StandardDeviation(new ReducedAxes(Shape), keepAxes: false, correction);

    /// <summary>The standard deviation over some axes with a correction: the square root of
    /// <see cref="Variance(ReadOnlySpan{int}, bool, int)"/>.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <param name="correction">c: the sum of squares is divided by n - c.</param>
    /// <exception cref="ArgumentException">There are too few elements (n is not above c, or 0), or an axis is named twice.</exception>
    /// <remarks>Where it is 0 (all elements equal) its derivatives of every order are 0. Composed: the norm of x - mean(x), so that it
    /// neither overflows nor vanishes where the variance would; the sum of the elements must not overflow.</remarks>
    public Variable<T> StandardDeviation(ReadOnlySpan<int> axes, bool keepAxes = false, int correction = 0)
        => StandardDeviation(new ReducedAxes(Shape, axes), keepAxes, correction);

    private Variable<T> Variance(ReducedAxes over, bool keepAxes, int correction)
    {
        T divisor = VarianceDivisor(over, correction);
        Variable<T> centred = this - Mean(over.Axes, keepAxes: true);
        return (centred * centred).Sum(over, keepAxes) * (T.One / divisor);
    }

    private Variable<T> StandardDeviation(ReducedAxes over, bool keepAxes, int correction)
    {
        T divisor = VarianceDivisor(over, correction);
        return (this - Mean(over.Axes, keepAxes: true)).Norm(over, keepAxes) * (T.One / T.Sqrt(divisor));
    }

    // The number of elements for each result, less the correction.
    private static T VarianceDivisor(ReducedAxes over, int correction)
    {
        string which = correction switch
        {
            0 => "The variance",
            1 => "The unbiased variance",
            _ => $"The variance with a correction of {correction}",
        };
        return over.Count > Math.Max(0, correction)
            ? T.CreateChecked((long)over.Count - correction)
            : throw new ArgumentException(
                $"{which} takes at least {Math.Max(0L, correction) + 1} elements for each result, got {over.Count}: {over}.");
    }
}
