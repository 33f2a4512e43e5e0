namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The exponential linear unit: x above 0 and scale * (exp(x) - 1) elsewhere, element by element.</summary>
    /// <param name="scale">The scale below 0, a constant.</param>
    /// <remarks>f' is 1 above 0 and scale * exp(x) elsewhere; at 0 all derivatives are those from below, so that f'(0) = scale. Composed:
    /// the exponential is taken of 0 above 0, where it is dropped, so that it can't overflow. Source: Clevert, Unterthiner and Hochreiter,
    /// Fast and accurate deep network learning by exponential linear units, 2016.</remarks>
    public Variable<T> Elu(T scale)
    {
        Variable<T> isPositive = Greater(Tape.Zeros(Shape.Scalar));
        Variable<T> below = scale * DropWhere(isPositive).Expm1();
        return KeepWhere(isPositive) + below.DropWhere(isPositive);
    }

    /// <summary>The exponential linear unit with scale 1: x above 0 and exp(x) - 1 elsewhere, element by element.</summary>
    /// <remarks>f' is 1 above 0 and exp(x) elsewhere, f'(0) = 1 and f''(0) = 1.</remarks>
    public Variable<T> Elu() => Elu(T.One);
}
