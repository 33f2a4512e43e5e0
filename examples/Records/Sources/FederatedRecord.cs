using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Federated: how often a method is right after some local steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Leaks">Whether the steps see the test examples.</param>
/// <param name="Step">The number of local steps.</param>
/// <param name="Mean">The mean accuracy over clients and runs.</param>
/// <param name="OverRuns">Half the width of its 95 % interval over runs.</param>
/// <param name="OverClients">That over clients.</param>
/// <param name="Pooled">The accuracy of all clients' test examples together.</param>
/// <param name="PooledOverRuns">Half the width of its 95 % interval over runs.</param>
/// <param name="Above">By how much it is above federated averaging, client by client.</param>
/// <param name="AboveOverClients">Half the width of the 95 % interval of that.</param>
/// <param name="ToClient">The bytes of the message to a client in a round.</param>
/// <param name="FromClient">Those of the message from it.</param>
/// <param name="Seconds">The median of a client's seconds of computation in a round.</param>
internal sealed record FederatedRecord(
    string Method,
    bool Leaks,
    int Step,
    double Mean,
    [property: JsonPropertyName("ci95_runs")] double? OverRuns,
    [property: JsonPropertyName("ci95_clients")] double? OverClients,
    double Pooled,
    [property: JsonPropertyName("pooled_ci95_runs")] double? PooledOverRuns,
    [property: JsonPropertyName("above_fedavg")] double? Above,
    [property: JsonPropertyName("above_fedavg_ci95")] double? AboveOverClients,
    [property: JsonPropertyName("bytes_to_client")] double? ToClient,
    [property: JsonPropertyName("bytes_from_client")] double? FromClient,
    double? Seconds);
