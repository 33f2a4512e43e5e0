using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Materials;

/// <summary>Results as JSON: an array of objects, each on a line.</summary>
internal static class RowsFile
{
    /// <summary>The text of the file.</summary>
    /// <typeparam name="TRow">What a result is.</typeparam>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for: seed, preset and where the numbers came from stand in each object.</param>
    /// <param name="write">Writes the fields of one.</param>
    public static string Text<TRow>(IEnumerable<TRow> rows, RunOptions options, Action<Utf8JsonWriter, TRow> write)
        => JsonLines.Text(rows, (json, row) =>
        {
            write(json, row);
            json.WriteNumber("seed", options.Seed);
            json.WriteString("preset", options.Preset.Name);
            Provenance.Write(json, options.Threads);
        });
}
