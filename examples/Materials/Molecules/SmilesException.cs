namespace AutogradMaml.Examples.Materials;

/// <summary>A SMILES that can't be read.</summary>
internal sealed class SmilesException : FormatException
{
    /// <summary>Says why.</summary>
    public SmilesException()
    {
    }

    /// <summary>Says why.</summary>
    /// <param name="message">Why.</param>
    public SmilesException(string message)
        : base(message)
    {
    }

    /// <summary>Says why.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What it came from.</param>
    public SmilesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says why and where.</summary>
    /// <param name="message">Why, as a clause.</param>
    /// <param name="position">The character, from 1.</param>
    public SmilesException(string message, int position)
        : base(FormattableString.Invariant($"at character {position}: {message}"))
        => Position = position;

    /// <summary>The character, from 1; 0 where none is to blame.</summary>
    public int Position { get; }
}
