namespace AutogradMaml.Examples.Tests.Exhibits;

/// <summary>The gallery's pieces, their sections and their pictures.</summary>
public class GalleryTests
{
    public static TheoryData<string> Pieces
        => [.. Directory.GetFiles(
            Path.Combine(Root(), "examples", "gallery"), "*.cs").Select(static path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Each_piece_has_its_name_a_section_and_a_picture_and_is_short(string piece)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Root(), "examples", "gallery", $"{piece}.cs"));
        Assert.Contains(lines, line => line.StartsWith($"return Exhibit.Run(args, \"{piece}\",", StringComparison.Ordinal));
        Assert.InRange(lines.Length, 20, 125);
        Assert.Contains($"## {piece}\n", File.ReadAllText(Path.Combine(Root(), "docs", "gallery.md")), StringComparison.Ordinal);
        Assert.Contains(
            $"## [{piece}]({piece}.cs)", File.ReadAllText(Path.Combine(Root(), "examples", "gallery", "README.md")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "<", File.ReadAllText(Path.Combine(Root(), "docs", "images", "gallery", $"{piece}.svg")), StringComparison.Ordinal);
    }

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AutogradMaml.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("The tests run from inside the repository.");
        }

        return root;
    }
}
