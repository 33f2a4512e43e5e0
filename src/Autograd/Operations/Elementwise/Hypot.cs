namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>sqrt(x^2 + y^2), element by element, without overflow or underflow of the squares.</summary>
    /// <param name="other">The other operand y; the two broadcast.</param>
    /// <remarks>The derivatives are x / z and y / z; at the origin those of every order are 0. Composed: the greater magnitude is taken out of
    /// the root. The result does not depend on what is taken out, so that it may be taken for a constant at every order.</remarks>
    public Variable<T> Hypot(Variable<T> other)
    {
        RequireBroadcast("hypot", other);
        Variable<T> zero = Tape.Zeros(Shape.Scalar);
        Variable<T> scale = Abs().Maximum(other.Abs()).Detach();
        scale += scale.EqualTo(zero);
        Variable<T> x = this / scale;
        Variable<T> y = other / scale;
        return scale * ((x * x) + (y * y)).SqrtOrZero();
    }

    // For compositions: that the two are of one tape and broadcast, before anything is recorded.
    private void RequireBroadcast(string name, Variable<T> other)
    {
        Tape.IndexOf(other);
        Shape.Broadcast(Shape, other.Shape, name);
    }
}
