using System.Text.Json;

namespace AutogradMaml.Examples.Runs;

/// <summary>Numbers in a file of results.</summary>
public static class JsonNumbers
{
    /// <summary>Writes a number; null where it is infinite or not a number, for which JSON has no word.</summary>
    /// <param name="json">The writer, inside of an object.</param>
    /// <param name="name">The field.</param>
    /// <param name="value">The number.</param>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double value)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
