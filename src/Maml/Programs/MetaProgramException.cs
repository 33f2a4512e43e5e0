namespace AutogradMaml.Maml;

/// <summary>A learner can't be made a program of: the message says why, and the ways out.</summary>
public sealed class MetaProgramException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, and the ways out.</param>
    /// <param name="inner">What it follows from.</param>
    internal MetaProgramException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
