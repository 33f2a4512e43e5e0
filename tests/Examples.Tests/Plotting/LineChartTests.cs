using System.Globalization;
using System.Xml.Linq;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Tests.Plotting;

public sealed class LineChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Text_is_escaped_and_the_file_is_XML()
    {
        XElement svg = Parse(new LineChart
        {
            Title = "a < b & \"c\" \u0001 \ud800",
            XLabel = "<x>",
            YLabel = "y & z",
            Series = [new("<script>", [0, 1], [1, 2])],
        });
        string[] texts = [.. svg.Descendants(Svg + "text").Select(static text => text.Value)];
        Assert.Equal("a < b & \"c\" \ufffd \ufffd", svg.Element(Svg + "title")!.Value);
        Assert.Contains("<x>", texts);
        Assert.Contains("y & z", texts);
        Assert.Contains("<script>", texts);
        Assert.Empty(svg.Descendants(Svg + "script"));
    }

    [Fact]
    public void Equal_charts_are_equal_bytes_in_every_culture()
    {
        LineChart chart = new()
        {
            Title = "loss",
            YScale = AxisScale.Logarithmic,
            Series = [new Series("a", [0, 0.5, 1], [3.25, 0.5, 0.125]) { Marker = Marker.Diamond }.WithBand([3, -0.1, 0.1], [4, 1, 0.2])],
        };
        string first = chart.ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(first, chart.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_point_without_a_place_breaks_the_line()
    {
        double[] x = [0, 1, 2, 3, 4, 5];
        XElement Plot(AxisScale scale, params double[] y) => Parse(new LineChart { YScale = scale, Series = [new(string.Empty, x, y)] });
        Assert.Single(Lines(Plot(AxisScale.Linear, 1, 2, -3, 4, 5, 6)));
        Assert.Equal(2, Lines(Plot(AxisScale.Linear, 1, 2, double.NaN, 4, 5, 6)).Count());
        Assert.Equal(2, Lines(Plot(AxisScale.Logarithmic, 1, 2, 0, 4, 5, 6)).Count());
        Assert.Equal(3, Lines(Plot(AxisScale.Logarithmic, 1, double.PositiveInfinity, 1, -3, 5, 6)).Count());
    }

    [Fact]
    public void Whatever_the_values_all_numbers_in_the_file_are_near_the_page()
    {
        double[][] values =
        [
            [], [7], [0, 0], [double.NaN], [1e300, -1e300], [1e-300, 1, 1e300], [double.MaxValue, double.MinValue], [double.Epsilon, 1],
            [1e9, 1e9 + 1e-6],
        ];
        foreach (double[] y in values)
        {
            foreach (AxisScale scale in Enum.GetValues<AxisScale>())
            {
                double[] x = [.. Enumerable.Range(0, y.Length).Select(static k => (double)k)];
                XElement svg = Parse(
                    new LineChart { YScale = scale, Series = [new Series("s", x, y) { Marker = Marker.Circle }.WithBand(y, y)] });
                IEnumerable<double> numbers = svg.Descendants().Attributes()
                    .Where(static attribute => attribute.Name.LocalName is "points" or "cx" or "cy" or "x" or "y")
                    .SelectMany(static attribute => attribute.Value.Split(' ', ','))
                    .Select(static number => double.Parse(number, CultureInfo.InvariantCulture));
                Assert.All(numbers, static number => Assert.InRange(number, -20_000, 20_000));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_legend_below_leaves_the_plot_its_width_and_stands_in_rows_that_do_not_touch(int count)
    {
        LineChart beside = new()
        {
            XLabel = "x",
            Series = [.. Enumerable.Range(0, count).Select(static k => new Series($"a name of some length, {k}", [0, 1], [0, k]))],
        };
        (XElement before, XElement after) = (Parse(beside), Parse(beside with { LegendBelow = true }));
        double Of(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        XElement Plot(XElement svg) => svg.Descendants(Svg + "rect").Single(static rect => (string?)rect.Attribute("fill") == "none");
        Assert.True(Of(Plot(after), "width") > Of(Plot(before), "width") + 150);
        Assert.Equal(Of(Plot(before), "height"), Of(Plot(after), "height"));
        (double X, double Y, double End)[] names =
        [
            .. after.Descendants(Svg + "text").Where(static text => text.Value.StartsWith("a name", StringComparison.Ordinal))
                .Select(text => (Of(text, "x"), Of(text, "y"), Of(text, "x") + (7 * text.Value.Length))),
        ];
        Assert.Equal(count, names.Length);
        Assert.All(names, name => Assert.InRange(name.End, 0, Of(after, "width")));

        // Below the label of the axis, whose letters are 13 pixels high, and above the page's end.
        double label = Of(after.Descendants(Svg + "text").Single(static text => text.Value == "x"), "y");
        Assert.All(names, name => Assert.InRange(name.Y, label + 13, Of(after, "height")));
        Assert.All(names.Zip(names.Skip(1)), static pair => Assert.True(
            pair.Second.Y > pair.First.Y + 13 || (pair.Second.Y == pair.First.Y && pair.Second.X > pair.First.End + 30)));
    }

    [Fact]
    public void Names_stand_on_the_vertical_axis_in_place_of_numbers()
    {
        LineChart numbers = new() { YLowest = -0.5, YHighest = 2.5, Series = [new("a", [1000, 2000], [0, 2])] };
        string[] names = ["zero", "one", "a much longer name"];
        XElement svg = Parse(numbers with { YNames = names });
        XElement[] found = [.. svg.Descendants(Svg + "text").Where(text => names.Contains(text.Value))];
        Assert.Equal(names, found.Select(static text => text.Value));
        double[] heights = [.. found.Select(static text => (double)text.Attribute("y")!)];
        Assert.True(heights[0] > heights[1] && heights[1] > heights[2]);
        Assert.DoesNotContain(svg.Descendants(Svg + "text"), static text => text.Value == "0.5");
        Assert.Contains(Parse(numbers).Descendants(Svg + "text"), static text => text.Value == "0.5");

        // The longest name has room.
        Assert.True((double)found[2].Attribute("x")! > 0.5 * 12 * names[2].Length);
    }

    [Fact]
    public void Labels_of_the_horizontal_axis_do_not_touch()
    {
        foreach (double high in (double[])[1, 1e-3, 1234567, 5e12])
        {
            XElement svg = Parse(new LineChart { Width = 300, Series = [new(string.Empty, [0, high], [0, 1])] });
            (double At, int Length)[] labels =
            [
                .. svg.Descendants(Svg + "text").Where(static text => (string?)text.Attribute("text-anchor") == "middle")
                    .Select(static text => (double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture), text.Value.Length)),
            ];
            Assert.True(labels.Length >= 2);

            // A letter is 12 pixels high and about 7 wide.
            Assert.All(
                labels.Zip(labels.Skip(1)),
                static pair => Assert.True(pair.Second.At - pair.First.At > 7 * (pair.First.Length + pair.Second.Length) / 2.0));
        }
    }

    [Fact]
    public void Sizes_limits_and_lengths_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => new LineChart { Width = 10 }.ToSvg());
        Assert.Throws<ArgumentException>(static () => new LineChart { YLowest = 1, YHighest = 1 }.ToSvg());
        Assert.Throws<ArgumentException>(static () => new LineChart { XScale = AxisScale.Logarithmic, XLowest = 0 }.ToSvg());
        Assert.Throws<ArgumentException>(static () => new Series("a", [1, 2], [1]));
        Assert.Throws<ArgumentException>(static () => new Series("a", [1], [1]).WithBand([1], []));
    }

    private static XElement Parse(LineChart chart) => XDocument.Parse(chart.ToSvg()).Root!;

    private static IEnumerable<XElement> Lines(XElement svg) => svg.Descendants(Svg + "polyline");
}
