namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The Euclidean norm of all elements, a single number.</summary>
    /// <remarks>See <see cref="Norm(ReadOnlySpan{int}, bool)"/>.</remarks>
    public Variable<T> Norm() => Shaped([Shape.ElementCount]).Norm([0]);

    /// <summary>The Euclidean norm over some axes: the square root of the sum of squares, without overflow or underflow of the squares.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <remarks>The derivative is x / norm; where the norm is 0 those of every order are 0. Infinite where an element is, NaN where one is.
    /// Composed: the greatest magnitude is taken out of the root. The result does not depend on what is taken out, so that it may be
    /// taken for a constant at every order.</remarks>
    public Variable<T> Norm(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        RequireAxes(axes);
        if (Shape.ElementCount == 0)
        {
            return (this * this).Sum(axes, keepAxes);
        }

        Variable<T> greatest = Abs().Detach();
        foreach (int axis in axes)
        {
            greatest = greatest.Max(axis, keepAxis: true);
        }

        // Where nothing can be taken out (0, infinity, NaN) it is 1.
        Variable<T> usable = greatest.IsFinite().And(greatest);
        Variable<T> scale = greatest.KeepWhere(usable) + usable.Not();
        Variable<T> scaled = this / scale;
        Variable<T> norm = scale * (scaled * scaled).Sum(axes, keepAxes: true).SqrtOrZero();
        return keepAxes ? norm : norm.DropAxes(axes);
    }

    /// <summary>The sum of the magnitudes of all elements, the 1-norm: a single number.</summary>
    public Variable<T> Norm1() => Abs().Sum();

    /// <summary>The sum of the magnitudes over some axes: the 1-norm.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <remarks>The derivative is sign(x), 0 at 0; f'' = 0. Composed.</remarks>
    public Variable<T> Norm1(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        RequireAxes(axes);
        return Abs().Sum(axes, keepAxes);
    }

    // For compositions: that the axes exist, before anything is recorded.
    private void RequireAxes(ReadOnlySpan<int> axes)
    {
        foreach (int axis in axes)
        {
            Shape.ResolveAxis(axis);
        }
    }
}
