namespace AutogradMaml.Maml;

/// <summary>One of several ranks failed, or is not where the others are. All ranks throw it in the same call and for the same rank, so each
/// can end by itself, and rank 0 tells what happened.</summary>
public sealed class RankFailedException : Exception
{
    /// <summary>Makes the report.</summary>
    /// <param name="rank">Which rank failed.</param>
    /// <param name="message">What happened on it.</param>
    /// <param name="cause">The exception itself, on the rank on which it was thrown; null on the others.</param>
    public RankFailedException(int rank, string message, Exception? cause = null)
        : base(message, cause)
        => Rank = rank;

    /// <summary>Which rank failed.</summary>
    public int Rank { get; }
}
