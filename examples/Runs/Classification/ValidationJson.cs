using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Runs;

/// <summary>How the validations are written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<ValidationPoint>))]
public sealed partial class ValidationJson : JsonSerializerContext;
