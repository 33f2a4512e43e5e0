using System.Text.RegularExpressions;

namespace AutogradMaml.Examples.Tests.Runs;

/// <summary>What of a file of results depends on when and how it was computed, and not on what.</summary>
internal static partial class Circumstances
{
    /// <summary>A file's bytes as text, without the times, the numbers of threads and ranks and the options that it tells.</summary>
    /// <param name="path">The file.</param>
    public static string Without(string path)
        => Path.GetFileName(path) is "results.json" or "validation.json"
            ? Field().Replace(File.ReadAllText(path), string.Empty)
            : Convert.ToHexString(File.ReadAllBytes(path));

    [GeneratedRegex("""
        "(seconds|threads|ranks|options)":\s*("[^"]*"|[^,}\n]+),?
        """)]
    private static partial Regex Field();
}
