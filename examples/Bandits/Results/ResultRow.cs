namespace AutogradMaml.Examples.Bandits;

/// <summary>What one method earns in one setting.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Method">The method.</param>
/// <param name="Rewards">What it earns.</param>
/// <param name="Iterations">The number of outer steps it was trained for; 0 if it was not.</param>
internal sealed record ResultRow(Setting Setting, Method Method, Rewards Rewards, long Iterations);
