namespace AutogradMaml.Examples.Federated;

/// <summary>What the clients found after some rounds.</summary>
/// <param name="Round">The number of rounds that were done.</param>
/// <param name="Clients">Who was tested, ascending by the clients' numbers.</param>
internal sealed record TestRecord(long Round, IReadOnlyList<ClientScore> Clients);
