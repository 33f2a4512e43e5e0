namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The square root, with derivatives of every order 0 at 0, where those of the square root itself are infinite.</summary>
    /// <remarks>
    /// For second moments, as in Adam, where 0 occurs and the factor that multiplies the infinite derivative is itself 0.
    /// Composed: the root is taken of 1 where x is 0, and that result dropped, so no infinity arises anywhere.
    /// </remarks>
    public Variable<T> SqrtOrZero()
    {
        Variable<T> isZero = EqualTo(Tape.Zeros(Shape.Scalar));
        return (this + isZero).Sqrt().DropWhere(isZero);
    }

    /// <summary>x times a factor, element by element, and 0 where the factor is exactly 0, whatever x is: for factors that vanish faster
    /// than x grows.</summary>
    internal Variable<T> TimesOrZero(Variable<T> factor) => KeepWhere(factor.Detach()) * factor;
}
