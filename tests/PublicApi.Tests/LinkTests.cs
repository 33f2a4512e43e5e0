using System.Text.RegularExpressions;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The links of the documentation to its own files.</summary>
public partial class LinkTests
{
    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        string root = Guide.Root();
        string[] pages =
        [
            .. Directory.GetFiles(root, "*.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md"), Path.Combine(root, "benchmarks", "README.md"),
            Path.Combine(root, "benchmarks", "peers", "README.md"),
        ];
        string[] broken =
        [
            .. from page in pages
               from link in Target().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value)
               where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link))
               select $"{Path.GetRelativePath(root, page)}: {link}",
        ];
        Assert.Empty(broken);
    }

    // [text](path#place), but not an address elsewhere or a place on the same page.
    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]+)")]
    private static partial Regex Target();
}
