using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Trader: what a method did in a part of the market at one cost, each measure with the ends of
/// its 95 % interval.</summary>
internal sealed record TraderRecord
{
    /// <summary>The part of the market.</summary>
    public required string Part { get; init; }

    /// <summary>The number of its assets.</summary>
    public required int Assets { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Its setting.</summary>
    public required string Setting { get; init; }

    /// <summary>The costs in basis points.</summary>
    [JsonPropertyName("cost_bp")]
    public required double Cost { get; init; }

    /// <summary>All other fields, the measures among them.</summary>
    [JsonExtensionData]
    public IDictionary<string, System.Text.Json.JsonElement> Fields { get; init; } = new Dictionary<string, System.Text.Json.JsonElement>();
}
