using System.Xml.Linq;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Tests.Plotting;

public sealed class ImageGridTests
{
    [Fact]
    public void Runs_of_ink_become_paths_and_marks_have_signs()
    {
        GridCell cell = new([0, 255, 255, 255, 0, 0], 3, "class 1", CellMark.Right);
        string svg = new ImageGrid { Title = "A <grid>", Rows = [new("support", [cell, cell with { Mark = CellMark.Wrong }])] }.ToSvg();
        XDocument document = XDocument.Parse(svg);
        XNamespace space = document.Root!.Name.Namespace;
        Assert.Equal(
            ["M1 0h2v1h-2zM0 1h1v1h-1z", "M1 0h2v1h-2zM0 1h1v1h-1z"],
            document.Descendants(space + "path").Select(static path => path.Attribute("d")!.Value));
        string[] texts = [.. document.Descendants(space + "text").Select(static text => text.Value)];
        Assert.Equal(["A <grid>", "support", "class 1 ✓", "class 1 ✗"], texts);
        Assert.Equal(
            svg, new ImageGrid { Title = "A <grid>", Rows = [new("support", [cell, cell with { Mark = CellMark.Wrong }])] }.ToSvg());
    }

    [Fact]
    public void An_image_in_colours_becomes_a_path_for_each_colour()
    {
        GridCell cell = GridCell.OfColours([255, 255, 0, 0, 0, 255, 0, 0, 255], 3, "class 1");
        XDocument document = XDocument.Parse(new ImageGrid { Title = "A grid", Rows = [new("support", [cell])] }.ToSvg());
        Assert.Equal(
            [("#0ff", "M2 0h1v1h-1z"), ("#f00", "M0 0h2v1h-2z")],
            document.Descendants(document.Root!.Name.Namespace + "path").Select(
                static path => (path.Attribute("fill")!.Value, path.Attribute("d")!.Value)).Order());
        Assert.Throws<ArgumentException>(
            () => new ImageGrid { Rows = [new("row", [GridCell.OfColours([1, 2, 3, 4], 2, "cell")])] }.ToSvg());
    }

    [Fact]
    public void No_image_and_half_a_row_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ImageGrid().ToSvg());
        Assert.Throws<ArgumentException>(() => new ImageGrid { Rows = [new("row", [new([1, 2, 3], 2, "cell")])] }.ToSvg());
    }
}
