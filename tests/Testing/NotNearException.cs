namespace AutogradMaml.Testing;

/// <summary>Two numbers differ by more than rounding. Of no test framework, so that a program can run the checks as well.</summary>
public sealed class NotNearException(string message) : Exception(message);
