namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What the model says of an iteration.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Blocks">The number of blocks: that which was measured, or more of the same kind.</param>
/// <param name="Connection">What connects the ranks.</param>
/// <param name="Gathering">How they gather.</param>
/// <param name="Ranks">How many they are.</param>
/// <param name="Milliseconds">What it takes.</param>
internal sealed record ModelRow(string Plan, int Blocks, string Connection, string Gathering, int Ranks, double Milliseconds);
