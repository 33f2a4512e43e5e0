namespace AutogradMaml.Examples.Federated;

/// <summary>What happened in a round.</summary>
/// <param name="Round">Which one, from 0.</param>
/// <param name="Clients">Whose directions were added, ascending.</param>
/// <param name="Missing">Who was asked and gave no answer that counts, ascending.</param>
/// <param name="Loss">The mean loss of the clients' query examples.</param>
/// <param name="Seconds">Each client's seconds of computation, in the order of <paramref name="Clients"/>.</param>
/// <param name="BytesToClient">The bytes of the message that each client was sent.</param>
/// <param name="BytesFromClient">The bytes of the message that each client sent, in the order of <paramref name="Clients"/>.</param>
internal sealed record RoundRecord(
    long Round, IReadOnlyList<int> Clients, IReadOnlyList<int> Missing, double Loss, IReadOnlyList<double> Seconds, int BytesToClient,
    IReadOnlyList<int> BytesFromClient);
