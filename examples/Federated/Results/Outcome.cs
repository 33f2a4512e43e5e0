namespace AutogradMaml.Examples.Federated;

/// <summary>What one federation ended in.</summary>
/// <param name="Method">The method.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="History">All rounds and tests.</param>
internal sealed record Outcome(Method Method, ulong Seed, History History);
