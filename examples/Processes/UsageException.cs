namespace AutogradMaml.Examples.Processes;

/// <summary>What the user asked for can't be done; the message says what was got and what was expected, in one line.</summary>
/// <param name="message">The message.</param>
public sealed class UsageException(string message) : Exception(message);
