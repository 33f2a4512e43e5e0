namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The running product along an axis: y[k] = x[0] ... x[k].</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <remarks>The derivative of y[k] by x[i], for i up to k, is the product of the others of the first k + 1, and right where one, two or
    /// more of them are 0 as well, at every order: nothing is divided. Composed: the <see cref="LinearRecurrence"/> with factors x that
    /// starts with x[0], n products here and 2 n in each sweep.</remarks>
    public Variable<T> CumulativeProduct(int axis)
    {
        int resolved = Shape.ResolveAxis(axis);
        int size = Shape.Sizes[resolved];
        return size < 2 ? Unchanged() : Slice(resolved, 0, 1).Embed(resolved, 0, size).LinearRecurrence(this, resolved);
    }
}
