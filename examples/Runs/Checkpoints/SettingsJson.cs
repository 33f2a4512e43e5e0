using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Runs;

/// <summary>How the settings file is written and read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
public sealed partial class SettingsJson : JsonSerializerContext;
