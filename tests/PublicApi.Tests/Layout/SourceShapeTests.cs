namespace AutogradMaml.PublicApi.Tests.Layout;

/// <summary>The shape of source files.</summary>
public class SourceShapeTests
{
    private const int MostColumns = 140;
    private const int MostLines = 400;

    [Fact]
    public void No_line_is_longer_than_the_width_of_a_page()
        => Assert.Empty(SourceFile.Under("src", "tests", "examples", "benchmarks").SelectMany(TooWide));

    [Fact]
    public void No_file_of_a_library_is_longer_than_can_be_taken_in()
        => Assert.Empty(SourceFile.Under("src").Where(TooLong).Select(static file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void What_is_too_long_is_found()
    {
        Assert.Equal(
            ["own.cs:2"],
            TooWide(new("own.cs", $"{new string('x', MostColumns)}\n{new string('x', MostColumns + 1)}\n")));
        Assert.True(TooLong(new("own.cs", new string('\n', MostLines + 1))));
        Assert.False(TooLong(new("own.cs", new string('\n', MostLines))));
        Assert.InRange(SourceFile.Under("src", "tests").Length, 500, 5000);
    }

    private static IEnumerable<string> TooWide(SourceFile file)
        => file.Lines.Index().Where(static line => line.Item.Length > MostColumns).Select(line => $"{file.Path}:{line.Index + 1}");

    private static bool TooLong(SourceFile file) => file.Lines.Length > MostLines + 1;
}
