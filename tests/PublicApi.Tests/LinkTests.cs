using System.Text.RegularExpressions;
using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The links of the documentation to its own files.</summary>
public partial class LinkTests
{
    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        string root = Repository.Root;
        string[] pages =
        [
            .. Directory.GetFiles(root, "*.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories),
            Path.Combine(root, "benchmarks", "README.md"),
            Path.Combine(root, "benchmarks", "peers", "README.md"), Path.Combine(root, "examples", "gallery", "README.md"),
            Path.Combine(root, "examples", "README.md"), Path.Combine(root, "examples", "data", "README.md"),
        ];
        (string Page, string Link)[] links =
        [
            .. from page in pages
               from link in Target().Matches(Code().Replace(File.ReadAllText(page), string.Empty)).Select(match => match.Groups[1].Value)
               select (page, link),
        ];
        Assert.InRange(links.Length, 40, int.MaxValue);
        Assert.All(
            links,
            at => Assert.True(
                Path.Exists(Path.Combine(Path.GetDirectoryName(at.Page)!, at.Link)),
                $"{Path.GetRelativePath(root, at.Page)} links to {at.Link}, which is not there."));
    }

    // Listings and programs have brackets of their own.
    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Code();

    // [text](path#place), but not an address elsewhere or a place on the same page.
    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]+)")]
    private static partial Regex Target();
}
