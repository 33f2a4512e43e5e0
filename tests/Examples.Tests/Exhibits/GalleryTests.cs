namespace AutogradMaml.Examples.Tests.Exhibits;

/// <summary>The gallery's pieces, their sections and their pictures.</summary>
public class GalleryTests
{
    private static readonly string Docs = Path.Combine(Testing.Repository.Root, "docs");
    private static readonly string Gallery = Path.Combine(Testing.Repository.Root, "examples", "gallery");

    public static TheoryData<string> Pieces
        => [.. Directory.GetFiles(Gallery, "*.cs").Select(static path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Each_piece_has_its_name_a_section_and_a_picture_and_is_short(string piece)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Gallery, $"{piece}.cs"));
        Assert.Contains(lines, line => line.StartsWith($"return Exhibit.Run(args, \"{piece}\",", StringComparison.Ordinal));
        Assert.InRange(lines.Length, 20, 120);
        Assert.Contains($"## {piece}\n", File.ReadAllText(Path.Combine(Docs, "gallery.md")), StringComparison.Ordinal);
        Assert.Contains($"## [{piece}]({piece}.cs)", File.ReadAllText(Path.Combine(Gallery, "README.md")), StringComparison.Ordinal);
        Assert.StartsWith("<", File.ReadAllText(Path.Combine(Docs, "images", "gallery", $"{piece}.svg")), StringComparison.Ordinal);
    }
}
