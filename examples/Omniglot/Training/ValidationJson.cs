using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>How the validations are written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ValidationPoint>))]
internal sealed partial class ValidationJson : JsonSerializerContext;
