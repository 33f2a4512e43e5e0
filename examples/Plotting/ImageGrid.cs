using System.Globalization;
using System.Text;

namespace AutogradMaml.Examples.Plotting;

/// <summary>Rows of small images, grey or in colours, with captions and marks, as an SVG file that needs nothing else to be seen. The
/// same grid gives the same bytes.</summary>
public sealed record ImageGrid
{
    private const double Side = 56;
    private const double Gap = 14;
    private const double CaptionHeight = 18;
    private const double LabelWidth = 90;
    private const double TitleHeight = 40;
    private const double TitleSize = 15;

    // Of bold letters in the widest of the usual fonts, as a share of their size.
    private const double CharacterWidth = 0.62;

    // Sixteen greys are more than the eye tells apart at this size, and make a picture of paths that stays small.
    private const int Greys = 15;

    /// <summary>The title above the grid.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>The rows, from the top.</summary>
    public IReadOnlyList<GridRow> Rows { get; init; } = [];

    /// <summary>The grid as the text of an SVG file.</summary>
    /// <exception cref="ArgumentException">There is no image, or one is not a whole number of rows.</exception>
    public string ToSvg()
    {
        int columns = Rows.Count == 0 ? 0 : Rows.Max(static row => row.Cells.Count);
        if (columns == 0)
        {
            throw new ArgumentException("A grid has at least one image, got none.");
        }

        double width = Math.Max(LabelWidth + (columns * (Side + Gap)) + Gap, (Title.Length * CharacterWidth * TitleSize) + (2 * Gap));
        double height = TitleHeight + (Rows.Count * (Side + CaptionHeight + Gap));
        using SvgWriter svg = new();
        svg.Begin(width, height, Title);
        svg.Element("rect", ("width", width), ("height", height), ("fill", "#ffffff"));
        svg.Text(Title, Gap, 25, ("font-size", TitleSize), ("font-weight", "bold"));
        for (int row = 0; row < Rows.Count; row++)
        {
            double y = TitleHeight + (row * (Side + CaptionHeight + Gap));
            svg.Text(Rows[row].Label, Gap, y + (Side / 2) + 4, ("font-size", 13));
            for (int column = 0; column < Rows[row].Cells.Count; column++)
            {
                Draw(svg, Rows[row].Cells[column], LabelWidth + Gap + (column * (Side + Gap)), y);
            }
        }

        return Encoding.UTF8.GetString(svg.Finish());
    }

    private static void Draw(SvgWriter svg, GridCell cell, double x, double y)
    {
        int planes = cell.IsInColours ? 3 : 1;
        if (cell.Width < 1 || cell.Ink.Length == 0 || cell.Ink.Length % (planes * cell.Width) != 0)
        {
            throw new ArgumentException($"An image has whole rows; got {cell.Ink.Length} bytes for rows of {planes} x {cell.Width}.");
        }

        int rows = cell.Ink.Length / planes / cell.Width;
        double scale = Side / Math.Max(rows, cell.Width);
        svg.BeginGroup(
            ("transform", string.Create(CultureInfo.InvariantCulture, $"translate({x} {y}) scale({scale})")),
            ("shape-rendering", "crispEdges"));
        int[] colours = cell.IsInColours ? Colours(cell.Ink) : [.. cell.Ink.Select(Grey)];
        foreach (int colour in colours.Distinct().Order().Where(colour => cell.IsInColours || colour > 0))
        {
            (string, object) fill = cell.IsInColours
                ? ("fill", string.Create(CultureInfo.InvariantCulture, $"#{colour:x3}"))
                : ("fill-opacity", (double)colour / Greys);
            svg.Element("path", ("d", Path(colours, cell.Width, colour)), fill);
        }

        svg.EndGroup();
        (string color, string sign) = cell.Mark switch
        {
            CellMark.Right => (Palette.At(2), " ✓"),
            CellMark.Wrong => (Palette.At(1), " ✗"),
            _ => ("#bbbbbb", string.Empty),
        };
        svg.Element(
            "rect",
            ("x", x - 2),
            ("y", y - 2),
            ("width", Side + 4),
            ("height", Side + 4),
            ("fill", "none"),
            ("stroke", color),
            ("stroke-width", cell.Mark == CellMark.None ? 1 : 3));
        svg.Text(cell.Caption + sign, x + (Side / 2), y + Side + CaptionHeight - 3, ("font-size", 12), ("text-anchor", "middle"));
    }

    /// <summary>The pixels of one colour, run by run.</summary>
    private static string Path(int[] colours, int width, int colour)
    {
        StringBuilder path = new();
        for (int start = 0; start < colours.Length; start++)
        {
            int end = start;
            int rowEnd = ((start / width) + 1) * width;
            while (end < rowEnd && colours[end] == colour)
            {
                end++;
            }

            if (end > start)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{start % width} {start / width}h{end - start}v1h-{end - start}z");
                start = end - 1;
            }
        }

        return path.ToString();
    }

    private static int Grey(byte ink) => ((ink * Greys) + 127) / 255;

    // Sixteen levels of each of red, green and blue: a digit for each.
    private static int[] Colours(byte[] planes)
    {
        int plane = planes.Length / 3;
        int Digits(int k) => (Grey(planes[k]) << 8) | (Grey(planes[plane + k]) << 4) | Grey(planes[(2 * plane) + k]);
        return [.. Enumerable.Range(0, plane).Select(Digits)];
    }
}
