using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>How the settings file is written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SettingsJson : JsonSerializerContext;
