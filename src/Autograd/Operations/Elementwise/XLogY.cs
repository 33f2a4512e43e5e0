namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>x log(y), element by element, and 0 where x is 0, whatever number y is: the terms of an entropy or a likelihood.</summary>
    /// <param name="other">y; the two broadcast.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <remarks>
    /// The derivatives are log(y) by x and x / y by y. Where x is 0: the one by y is 0, and so is that by x where y is 0 or negative, with
    /// all further ones; elsewhere that by x is log(y) and the mixed one 1 / y. Where only y is 0, value and derivatives are infinite. NaN
    /// where an operand is NaN, and where y is negative and x not 0. As in PyTorch, which leaves the derivative by y at (0, 0) NaN.
    /// Composed: the logarithm is taken of 1 where x is 0 and y not positive, so no infinity arises there.
    /// </remarks>
    public Variable<T> XLogY(Variable<T> other)
    {
        Tape.IndexOf(other);
        Shape.Broadcast(Shape, other.Shape, "xlogy");
        Variable<T> zero = Tape.Zeros(Shape.Scalar);
        Variable<T> nothing = EqualTo(zero).KeepWhere(other.LessOrEqual(zero));
        return MultiplyOrZero((other.DropWhere(nothing) + nothing).Log());
    }
}
