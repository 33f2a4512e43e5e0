namespace AutogradMaml.Examples.Federated;

/// <summary>What a round costs a client.</summary>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="BytesToClient">The bytes of the message that it is sent; the same in every round, or the mean.</param>
/// <param name="BytesFromClient">The bytes of the message that it sends.</param>
/// <param name="Seconds">The median of its seconds of computation over rounds and clients.</param>
internal sealed record Costs(long Rounds, double BytesToClient, double BytesFromClient, double Seconds);
