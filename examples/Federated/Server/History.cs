namespace AutogradMaml.Examples.Federated;

/// <summary>All rounds and tests of a federation, in order.</summary>
/// <param name="Rounds">The rounds.</param>
/// <param name="Tests">The tests.</param>
internal sealed record History(IReadOnlyList<RoundRecord> Rounds, IReadOnlyList<TestRecord> Tests);
