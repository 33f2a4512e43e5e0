using System.Globalization;
using System.Text.RegularExpressions;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Holds the programs in the documentation against the tests that compile them.</summary>
internal static partial class Guide
{
    /// <summary>Asserts that every line of a page's programs stands in a test file.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="test">The test file's name.</param>
    /// <param name="count">The number of programs that the page has.</param>
    public static void RequireCompiled(string page, string test, int count)
    {
        string root = Root();
        HashSet<string> compiled = [.. Lines(File.ReadAllText(Path.Combine(root, "tests/PublicApi.Tests", test)))];
        string[] programs = [.. Program().Matches(File.ReadAllText(Path.Combine(root, "docs", page))).Select(match => match.Groups[1].Value)];
        Assert.Equal(count, programs.Length);
        foreach (string line in programs.SelectMany(Lines))
        {
            Assert.Contains(line, compiled);
        }
    }

    /// <summary>Asserts that what a program printed stands on its page.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="printed">What it printed, some lines.</param>
    /// <param name="tolerance">By how much, of its size, a number may differ from the page's: another processor may add in another order.</param>
    public static void RequirePrinted(string page, string printed, double tolerance)
    {
        string[] lines = [.. Lines(File.ReadAllText(Path.Combine(Root(), "docs", page)))];
        Assert.NotEmpty(Lines(printed));
        foreach (string line in Lines(printed))
        {
            string onPage = Assert.Single(lines, candidate => Number().Replace(candidate, "#") == Number().Replace(line, "#"));
            foreach ((Match seen, Match said) in Number().Matches(line).Zip(Number().Matches(onPage)))
            {
                double expected = double.Parse(said.Value, CultureInfo.InvariantCulture);
                Assert.InRange(double.Parse(seen.Value, CultureInfo.InvariantCulture), expected * (1 - tolerance), expected * (1 + tolerance));
            }
        }
    }

    /// <summary>The folder that holds everything.</summary>
    public static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AutogradMaml.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("The tests run from inside the repository.");
        }

        return root;
    }

    // Runs of spaces only align the guide's columns.
    private static IEnumerable<string> Lines(string text)
        => text.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
