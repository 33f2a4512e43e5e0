namespace AutogradMaml.Autograd;

/// <summary>A matrix can't be factorized or solved with: it is singular, or not positive definite. Says which matrix and where.</summary>
public sealed class FactorizationException : ArithmeticException
{
    /// <summary>Makes the exception.</summary>
    public FactorizationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public FactorizationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What it came from.</param>
    public FactorizationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal FactorizationException(string message, int matrix, int pivot)
        : base(message)
    {
        Matrix = matrix;
        Pivot = pivot;
    }

    /// <summary>Which matrix, counted over the leading axes from 0, row by row.</summary>
    public int Matrix { get; }

    /// <summary>The place on the diagonal, from 0, at which it showed.</summary>
    public int Pivot { get; }
}
