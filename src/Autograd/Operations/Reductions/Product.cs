namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The product of all elements, a single number; 1 for no elements.</summary>
    /// <remarks>See <see cref="Product(ReadOnlySpan{int}, bool)"/>.</remarks>
    public Variable<T> Product() => Product(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The product over some axes; 1 where there are no elements.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">An axis is named twice.</exception>
    /// <remarks>The derivative by an element is the product of the others, right where elements are 0 as well: nothing is divided.
    /// Composed: the halves of the elements are multiplied with each other until one is left, n - 1 products in log2(n)
    /// operations.</remarks>
    public Variable<T> Product(ReadOnlySpan<int> axes, bool keepAxes = false) => Product(new ReducedAxes(Shape, axes), keepAxes);

    private Variable<T> Product(ReducedAxes over, bool keepAxes)
    {
        (Variable<T> left, int axis) = AsOneAxis(over);
        if (over.Count == 0)
        {
            left = Tape.Ones(left.Shape.With(axis, 1));
        }

        for (int size = left.Shape.Sizes[axis]; size > 1; size = left.Shape.Sizes[axis])
        {
            int half = size / 2;
            Variable<T> product = left.Slice(axis, 0, half) * left.Slice(axis, half, half);
            left = size % 2 == 0 ? product : Variable.Concatenate<T>([product, left.Slice(axis, size - 1, 1)], axis);
        }

        return Reduced(left, over, keepAxes);
    }
}
