using System.Text;
using System.Text.Json;

namespace AutogradMaml.Maml;

/// <summary>The tables and the JSON of the diagnostics.</summary>
internal static class DiagnosticText
{
    /// <summary>Rows of cells in columns that line up, the first to the left and the others to the right.</summary>
    public static string Table(string title, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new(title);
        foreach (string[] row in rows)
        {
            text.Append("\n  ").Append(row[0].PadRight(widths[0]));
            for (int column = 1; column < row.Length; column++)
            {
                text.Append("  ").Append(row[column].PadLeft(widths[column]));
            }
        }

        return text.ToString();
    }

    /// <summary>What is written, as text.</summary>
    public static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A number; null where JSON has none.</summary>
    public static void Number(Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        Value(writer, value);
    }

    /// <summary>A number of an array; null where JSON has none.</summary>
    public static void Value(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
