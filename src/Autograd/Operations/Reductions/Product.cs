namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The product of all elements, a single number; 1 for no elements.</summary>
    public Variable<T> Product() => Shaped([Shape.ElementCount]).Product(0);

    /// <summary>The product along an axis; 1 where the axis has no elements.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    /// <remarks>The derivative by an element is the product of the others, right where elements are 0 as well: nothing is divided.
    /// Composed: the halves of the axis are multiplied with each other until one place is left, n - 1 products in log2(n)
    /// operations.</remarks>
    public Variable<T> Product(int axis, bool keepAxis = false)
    {
        int resolved = Shape.ResolveAxis(axis);
        Variable<T> left = this;
        if (Shape.Sizes[resolved] == 0)
        {
            left = Tape.Ones(Shape.With(resolved, 1));
        }

        for (int size = left.Shape.Sizes[resolved]; size > 1; size = left.Shape.Sizes[resolved])
        {
            int half = size / 2;
            Variable<T> product = left.Slice(resolved, 0, half) * left.Slice(resolved, half, half);
            left = size % 2 == 0 ? product : Variable.Concatenate<T>([product, left.Slice(resolved, size - 1, 1)], resolved);
        }

        return !keepAxis ? left.DropAxes([resolved]) : Shape.Sizes[resolved] == 1 ? Unchanged() : left;
    }
}
