namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The outer product on the last axes: z[..., i, j] = x[..., i] y[..., j].</summary>
    /// <param name="other">y: [..., columns]; the leading axes broadcast.</param>
    /// <returns>[..., rows, columns].</returns>
    /// <exception cref="ArgumentException">The leading axes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the two is a scalar.</exception>
    /// <remarks>Bilinear. Composed: a product with axes of size 1 put in.</remarks>
    public Variable<T> Outer(Variable<T> other)
    {
        Shape.ResolveAxis(-1);
        other.Shape.ResolveAxis(-1);
        Tape.IndexOf(other);
        Shape.Broadcast(Shape.Create([.. Shape.Sizes[..^1], 1]), Shape.Create([.. other.Shape.Sizes[..^1], 1]), "Outer");
        return InsertAxis(-1) * other.InsertAxis(-2);
    }
}
