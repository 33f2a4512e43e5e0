using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Records;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Records;

public sealed class ResultsPageTests
{
    private static readonly string Docs = Path.Combine(Testing.Repository.Root, "docs");

    [Fact]
    public void The_page_is_what_the_records_say()
    {
        StringWriter output = new();
        Assert.True(CommandLine.Run(Docs, check: true, output) == 0, output.ToString());
    }

    [Fact]
    public void A_number_that_is_changed_by_hand_is_found_and_put_right()
    {
        using TemporaryFolder folder = new();
        string results = Path.Combine(folder.Path, "results");
        Directory.CreateDirectory(results);
        foreach (string file in Directory.GetFiles(Path.Combine(Docs, "results"), "*.json"))
        {
            File.Copy(file, Path.Combine(results, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(Docs, "performance.md"), Path.Combine(folder.Path, "performance.md"));
        string page = Path.Combine(folder.Path, "results.md");
        string right = File.ReadAllText(Path.Combine(Docs, "results.md"));
        string wrong = right.Replace("98.70 ± 0.49", "98.80 ± 0.49", StringComparison.Ordinal);
        Assert.NotEqual(right, wrong);
        File.WriteAllText(page, wrong);
        Assert.Equal(1, CommandLine.Run(folder.Path, check: true, TextWriter.Null));
        Assert.Equal(wrong, File.ReadAllText(page));
        Assert.Equal(0, CommandLine.Run(folder.Path, check: false, TextWriter.Null));
        Assert.Equal(right, File.ReadAllText(page));
    }

    [Fact]
    public void Every_record_has_its_row_and_every_row_its_record()
    {
        RecordFolder records = RecordFolder.Read(Path.Combine(Docs, "results"));
        string[] tables = ["runs", "turned", "memorization", "within alphabets", "variants", "copies", "lopsided"];
        Assert.All(records.Omniglot, record => Assert.Contains(record.Row.Table, tables));
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Docs, "results"), "omniglot-*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            records.Omniglot.Select(static record => record.Row.File).Order(StringComparer.Ordinal));
        Assert.All(
            records.Omniglot.Where(static record => record.Row.Headline)
                .GroupBy(static record => (record.Name, record.Ways, record.Shots)),
            static cell => Assert.Single(cell));
    }

    [Fact]
    public void What_is_wrong_with_the_page_or_a_record_is_said_in_one_line()
    {
        using TemporaryFolder folder = new();
        Refused("there is no such file", () => CommandLine.Run(folder.Path, check: true, TextWriter.Null));
        File.WriteAllText(Path.Combine(folder.Path, "rows.json"), "[]");
        File.WriteAllText(Path.Combine(folder.Path, "published.json"), "[]");
        var none = RecordFolder.Read(folder.Path);
        Refused("There is no table 'x'", () => ResultsPage.Text("<!-- table: x -->\n<!-- end -->", none));
        Refused("has no record 'sinusoid-x.json'", () => ResultsPage.Text("<!-- table: sine x -->\n<!-- end -->", none));
        Refused("has 0 seeds of 'sinusoid-x.json'", () => ResultsPage.Text("<!-- table: sine seeds x -->\n<!-- end -->", none));
        Refused("has no record 'bandits-x.json'", () => ResultsPage.Text("<!-- table: bandits x -->\n<!-- end -->", none));
        Refused("no lines in the records 'patients-*.json'", () => ResultsPage.Text("<!-- table: patients x -->\n<!-- end -->", none));
        Refused(
            "has no record 'materials-kinetics-x.json'", () => ResultsPage.Text("<!-- table: kinetics needed x -->\n<!-- end -->", none));
        Refused(
            "has no record 'materials-molecules-x.json'", () => ResultsPage.Text("<!-- table: molecules x -->\n<!-- end -->", none));
        Refused("has no record 'policies-x.json'", () => ResultsPage.Text("<!-- table: policies x -->\n<!-- end -->", none));
        Refused("has no record 'speed-x.json'", () => ResultsPage.Text("<!-- table: speed head x -->\n<!-- end -->", none));
        Refused("has no record 'speed-x.json'", () => ResultsPage.Text("<!-- table: speed floor x -->\n<!-- end -->", none));
        Refused("has no record 'speed-x.json'", () => ResultsPage.Text("<!-- table: speed x -->\n<!-- end -->", none));
        Refused("has no record 'ranks-x.json'", () => ResultsPage.Text("<!-- table: ranks iterations x -->\n<!-- end -->", none));
        Refused("has no record 'ranks-x.json'", () => ResultsPage.Text("<!-- table: ranks gathering x,y -->\n<!-- end -->", none));
        Refused("has no record 'mixtures-x.json'", () => ResultsPage.Text("<!-- table: mixtures x -->\n<!-- end -->", none));
        Refused("has no record 'trader-x.json'", () => ResultsPage.Text("<!-- table: trader x -->\n<!-- end -->", none));
        Refused("has no record 'federated-x.json'", () => ResultsPage.Text("<!-- table: federated x -->\n<!-- end -->", none));
        Refused("has no record 'federated-x.json'", () => ResultsPage.Text("<!-- table: federated costs x -->\n<!-- end -->", none));
        Refused("has no end", () => ResultsPage.Text("<!-- table: sine by method -->\n| a |", none));
        Assert.Equal("no table\n", ResultsPage.Text("no table\n", none));
        Refused("expected nothing or --check", () => CommandLine.Run(["--fix"], TextWriter.Null));
        File.WriteAllText(Path.Combine(folder.Path, "rows.json"), """[{ "file": "../a.json", "table": "runs" }]""");
        File.WriteAllText(Path.Combine(folder.Path, "a.json"), "{}");
        Refused("is no record of examples/Omniglot", () => RecordFolder.Read(folder.Path));
        File.WriteAllText(Path.Combine(folder.Path, "rows.json"), "[");
        Refused("rows.json", () => RecordFolder.Read(folder.Path));
    }

    private static void Refused(string fragment, Action action)
    {
        UsageException refused = Assert.Throws<UsageException>(action);
        Assert.Contains(fragment, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
