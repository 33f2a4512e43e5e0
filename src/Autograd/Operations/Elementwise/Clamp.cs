namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>x kept to an interval: least below it, greatest above it, element by element; NaN stays NaN.</summary>
    /// <param name="least">The lower limit, a constant.</param>
    /// <param name="greatest">The upper limit, a constant.</param>
    /// <exception cref="ArgumentException">The limits are not in order, or one is NaN.</exception>
    /// <remarks>f' is 1 on the interval, both limits included, and 0 outside; f'' = 0 everywhere. Composed of <see cref="Maximum"/> and
    /// <see cref="Minimum"/>.</remarks>
    public Variable<T> Clamp(T least, T greatest)
        => least <= greatest
            ? Maximum(Tape.Constant(least)).Minimum(Tape.Constant(greatest))
            : throw new ArgumentException(
                FormattableString.Invariant($"Clamp takes a lower limit that is not above the upper one, got {least} and {greatest}."),
                nameof(least));
}
