using System.Text.Json;
using AutogradMaml.Examples.Exhibits;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Testing;

namespace AutogradMaml.Examples.Tests.Exhibits;

public class ExhibitTests
{
    [Theory]
    [InlineData(Relation.Equal, 2, 2.1, 0.1001, true)]
    [InlineData(Relation.Equal, 2, 1.8, 0.1, false)]
    [InlineData(Relation.Equal, 2, -2, 0.1, false)]
    [InlineData(Relation.AtLeast, 2, 3, 0, true)]
    [InlineData(Relation.AtLeast, 2, 1.99, 0, false)]
    [InlineData(Relation.AtMost, 2, 1, 0, true)]
    [InlineData(Relation.AtMost, 2, 2.01, 0, false)]
    [InlineData(Relation.Equal, 2, double.NaN, 10, false)]
    [InlineData(Relation.AtLeast, 2, double.PositiveInfinity, 0, false)]
    [InlineData(Relation.AtMost, double.NaN, 1, 0, false)]
    public void A_claim_passes_where_the_numbers_agree(Relation relation, double predicted, double measured, double tolerance, bool passes)
    {
        Claim claim = new("what", relation, predicted, measured, tolerance, "why");
        Assert.Equal(passes, claim.Passed);
        Assert.StartsWith(passes ? "ok" : "FAILED", claim.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_claim_that_fails_is_exit_code_1_and_in_the_object()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(0, Run(folder, 1));
        Assert.Equal(1, Run(folder, 2));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["claims.json"]));
        Assert.Equal("piece", json.RootElement.GetProperty("name").GetString());
        Assert.False(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.True(json.RootElement.GetProperty("claims")[0].GetProperty("passed").GetBoolean());
        Assert.False(json.RootElement.GetProperty("claims")[1].GetProperty("passed").GetBoolean());
        Assert.Contains("piece.svg", folder.Files);
    }

    [Fact]
    public void A_piece_without_claims_or_picture_fails_and_other_arguments_are_refused()
    {
        Assert.Throws<InvalidOperationException>(
            () => Exhibit.Show([], "piece", "idea", static exhibit => exhibit.Near("what", 1, 1, 0, "why")));
        Assert.Throws<InvalidOperationException>(
            () => Exhibit.Show([], "piece", "idea", static exhibit => exhibit.Picture(new LineChart())));
        Assert.Throws<UsageException>(() => Exhibit.Show(["--pictures"], "piece", "idea", static _ => { }));
    }

    private static int Run(TemporaryFolder folder, double measured)
        => Exhibit.Show(["--pictures", Path.GetDirectoryName(folder["x"])!, "--json", folder["claims.json"]], "piece", "idea", exhibit =>
        {
            exhibit.AtMost("bound", 3, measured, "why");
            exhibit.Near("number", 1, measured, 0.1, "why");
            exhibit.Picture(new LineChart { Series = [new("line", [0, 1], [0, 1])] });
        });
}
