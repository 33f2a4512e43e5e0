using System.Globalization;
using System.Text.RegularExpressions;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>Holds the programs in the documentation against the tests that compile them.</summary>
internal static partial class Guide
{
    /// <summary>Asserts that every line of a page's programs stands in a test file.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="test">The test file's name.</param>
    /// <param name="count">The number of programs that the page has.</param>
    public static void RequireCompiled(string page, string test, int count) => RequireCompiled(page, count, test);

    /// <summary>Asserts that every line of a page's programs stands in one of some test files.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="count">The number of programs that the page has.</param>
    /// <param name="tests">The test files' names.</param>
    public static void RequireCompiled(string page, int count, params string[] tests)
    {
        string root = Repository.Root;
        HashSet<string> compiled =
        [
            .. tests.SelectMany(test => Lines(File.ReadAllText(Path.Combine(root, "tests/PublicApi.Tests", test)))),
        ];
        string[] programs =
        [
            .. Program().Matches(File.ReadAllText(Path.Combine(root, "docs", page))).Select(match => match.Groups[1].Value),
        ];
        Assert.Equal(count, programs.Length);
        foreach (string line in programs.SelectMany(Lines))
        {
            Assert.Contains(line, compiled);
        }
    }

    /// <summary>Asserts that what a program printed stands on its page.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="printed">What it printed, some lines.</param>
    /// <param name="tolerance">By how much, of its size, a number may differ from the page's: another processor may add in another
    /// order.</param>
    public static void RequirePrinted(string page, string printed, double tolerance)
    {
        string[] lines = [.. Lines(File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))];
        Assert.NotEmpty(Lines(printed));
        foreach (string line in Lines(printed))
        {
            string onPage = Assert.Single(lines, candidate => Number().Replace(candidate, "#") == Number().Replace(line, "#"));
            foreach ((Match seen, Match said) in Number().Matches(line).Zip(Number().Matches(onPage)))
            {
                double expected = double.Parse(said.Value, CultureInfo.InvariantCulture);
                Assert.InRange(
                    double.Parse(seen.Value, CultureInfo.InvariantCulture), expected * (1 - tolerance), expected * (1 + tolerance));
            }
        }
    }

    /// <summary>Asserts that blocks of text stand on a page, each behind a comment with its name: <c>&lt;!-- kind: name --&gt;</c>. With
    /// the environment variable <c>AUTOGRAD_WRITE_GUIDE=1</c> they are written there instead.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="kind">What the comments begin with.</param>
    /// <param name="blocks">The blocks by name; one that is empty needs none.</param>
    public static void RequireBlocks(string page, string kind, Dictionary<string, string> blocks)
    {
        string path = Path.Combine(Repository.Root, "docs", page);
        string text = File.ReadAllText(path);
        string[] found = [.. Regex.Matches(text, $"<!-- {kind}: ([^>]*) -->").Select(static match => match.Groups[1].Value)];
        Assert.Equal(blocks.Where(static block => block.Value.Length > 0).Select(static block => block.Key), found);
        foreach (string name in found)
        {
            Regex block = new($"(<!-- {kind}: {Regex.Escape(name)} -->\n```[a-z]+\n)(.*?)(```)", RegexOptions.Singleline);
            if (Environment.GetEnvironmentVariable("AUTOGRAD_WRITE_GUIDE") == "1")
            {
                text = block.Replace(text, match => match.Groups[1].Value + blocks[name] + match.Groups[3].Value);
                File.WriteAllText(path, text);
            }

            Assert.Equal(blocks[name], block.Match(text).Groups[2].Value);
        }
    }

    /// <summary>Asserts that every excerpt of a page stands in the source that the comment before it names, line by line in that order:
    /// <c>&lt;!-- source: File.cs --&gt;</c>. An ellipsis on a line of its own stands for lines that are left out.</summary>
    /// <param name="page">The page's name in docs.</param>
    /// <param name="count">The number of excerpts that the page has.</param>
    public static void RequireExcerpts(string page, int count)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", page));
        MatchCollection excerpts = Excerpt().Matches(text);
        Assert.Equal(count, excerpts.Count);
        foreach (Match excerpt in excerpts)
        {
            string file = Assert.Single(
                Directory.GetFiles(Path.Combine(Repository.Root, "src"), excerpt.Groups[1].Value, SearchOption.AllDirectories));
            string source = string.Join('\n', Lines(File.ReadAllText(file)));
            int from = 0;
            foreach (string part in string.Join('\n', Lines(excerpt.Groups[2].Value)).Split("\n...\n"))
            {
                int found = source.IndexOf(part, from, StringComparison.Ordinal);
                Assert.True(found >= 0, $"{excerpt.Groups[1].Value} does not have, behind the parts before:\n{part}");
                from = found + part.Length;
            }
        }
    }

    // Runs of spaces only align the guide's columns.
    private static IEnumerable<string> Lines(string text)
        => text.Split('\n').Select(line => Spaces().Replace(line.Trim(), " ")).Where(line => line.Length > 0);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex("<!-- source: (\\S+) -->\n```cs\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Excerpt();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
