namespace AutogradMaml.Mpi;

/// <summary>MPI can't be used: there is no library, one that is not known, or a call to it failed. The message says what to do.</summary>
public sealed class MpiException : Exception
{
    /// <summary>Makes the report.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="cause">What led to it, if that was an exception.</param>
    public MpiException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
