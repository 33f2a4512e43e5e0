using System.Globalization;
using System.Text.Json;

namespace AutogradMaml.Autograd.Tests.Checking;

public sealed class ReportTests
{
    [Fact]
    public void The_JSON_has_everything_that_the_report_has()
    {
        GradientReport report = Wrong();
        using JsonDocument document = JsonDocument.Parse(report.ToJson());
        JsonElement root = document.RootElement;
        Assert.Equal("WrongRule", root.GetProperty("verdict").GetString());
        Assert.False(root.GetProperty("passed").GetBoolean());
        Assert.Equal(report.Explanation, root.GetProperty("explanation").GetString());
        Assert.Equal(report.Factor!.Value, root.GetProperty("factor").GetDouble());
        JsonElement mismatch = root.GetProperty("mismatch");
        Assert.Equal(report.Mismatch!.Place, mismatch.GetProperty("place").GetString());
        Assert.Equal(report.Mismatch.Analytic, mismatch.GetProperty("analytic").GetDouble());
        Assert.Equal(report.Mismatch.Numeric, mismatch.GetProperty("numeric").GetDouble());
        JsonElement operation = root.GetProperty("operation");
        Assert.Equal("cube WrongSign", operation.GetProperty("name").GetString());
        Assert.Equal("VJP", operation.GetProperty("rule").GetString());
        JsonElement points = root.GetProperty("sweep").GetProperty("points");
        Assert.Equal(report.Sweep!.Points.Count, points.GetArrayLength());
        Assert.Equal(report.Sweep.Points[3].Central, points[3].GetProperty("central").GetDouble());
        Assert.Equal("x", root.GetProperty("inputs")[0].GetProperty("input").GetString());
    }

    [Fact]
    public void Numbers_that_JSON_can_not_have_become_words()
    {
        // The logarithm is NaN at large steps.
        GradientReport report = GradientCheck.Run(x => Math.Log(x[0]), x => [2 / x[0]], [0.5]);
        using JsonDocument document = JsonDocument.Parse(report.ToJson());
        Assert.Equal("NaN", document.RootElement.GetProperty("sweep").GetProperty("points")[0].GetProperty("central").GetString());
    }

    [Fact]
    public void A_sweep_covers_the_decades_in_order()
    {
        IReadOnlyList<StepPoint> points = Wrong().Sweep!.Points;
        Assert.Equal(1, points[0].Step);
        Assert.Equal(1e-12, points[^1].Step, 1e-14);
        Assert.True(points.Zip(points.Skip(1)).All(static pair => pair.Second.Step < pair.First.Step));
    }

    [Fact]
    public void The_table_reads_the_same_under_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            string expected = Wrong().ToString();
            CultureInfo commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = commas;
            Assert.Equal(expected, Wrong().ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_table_is_readable()
    {
        string[] lines = Wrong().ToString().Split('\n');
        Assert.Equal("Gradient check: WrongRule, order 1", lines[0]);
        Assert.StartsWith("  The gradient by x is wrong: at x[", lines[1], StringComparison.Ordinal);
        Assert.Equal("  First seen at %1 = cube WrongSign([2]) : [2]: VJP, input 0", lines[2]);
        Assert.Contains(lines, static line => line.Contains("FAILED", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("Taylor remainder falls as h^1.00", StringComparison.Ordinal));
        Assert.All(lines.Skip(3), static line => Assert.True(line.Length < 400));
    }

    private static GradientReport Wrong()
        => GradientCheck.Run<double>(x => x.Tape.Apply(new Cube<double>(CubeFault.WrongSign), x).Sum(), Tensors.Create([1.5, -0.5], [2]));
}
