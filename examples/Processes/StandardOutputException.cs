namespace AutogradMaml.Examples.Processes;

/// <summary>What the program has to say can't be written to the standard output.</summary>
/// <param name="reason">Why, as a sentence.</param>
/// <param name="cause">What the system said, if it was asked.</param>
/// <remarks>Not an <see cref="IOException"/>: nobody who reads or writes files is to take it for a fault of theirs.</remarks>
public sealed class StandardOutputException(string reason, Exception? cause = null)
    : Exception($"Can't write to the standard output: {reason}", cause);
