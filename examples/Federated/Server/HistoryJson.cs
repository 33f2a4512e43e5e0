using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Federated;

/// <summary>How the history is written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(History))]
internal sealed partial class HistoryJson : JsonSerializerContext;
