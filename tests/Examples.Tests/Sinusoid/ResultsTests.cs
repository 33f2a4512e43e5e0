using System.Text.Json;
using AutogradMaml.Examples.Sinusoid;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Sinusoid;

public sealed class ResultsTests
{
    private static readonly RunOptions Options = new() { Preset = Presets.Quick, Seed = 7 };

    private static readonly ResultRow[] Rows =
    [
        new(Method.Maml, 5, 70_000, 12.34, [LossSummary.Of([1, 2], 100), LossSummary.Of([1, double.PositiveInfinity, 2], 100)]),
        new(Method.Oracle, 5, 70_000, null, [LossSummary.Of([0.5], 100), LossSummary.Of([0.5], 100)]),
    ];

    [Fact]
    public void Each_object_has_exactly_the_fields_and_null_where_a_number_is_not_finite()
    {
        using JsonDocument json = JsonDocument.Parse(ResultsFile.Text(Rows, Options));
        Assert.Equal(4, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.Equal(
            [
                "method", "shots", "step", "mean", "median", "ci95", "diverged", "tasks", "iterations", "seed", "preset", "seconds",
                "version", "threads", "machine"
            ],
            row.EnumerateObject().Select(static field => field.Name)));
        JsonElement first = json.RootElement[0];
        Assert.Equal("maml", first.GetProperty("method").GetString());
        Assert.Equal(1.5, first.GetProperty("mean").GetDouble());
        Assert.Equal(7UL, first.GetProperty("seed").GetUInt64());
        Assert.Equal("quick", first.GetProperty("preset").GetString());
        JsonElement second = json.RootElement[1];
        Assert.Equal(1, second.GetProperty("step").GetInt32());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("mean").ValueKind);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("ci95").ValueKind);
        Assert.Equal(2, second.GetProperty("median").GetDouble());
        Assert.Equal(1, second.GetProperty("diverged").GetInt32());
        Assert.Equal(3, second.GetProperty("tasks").GetInt32());
    }

    [Fact]
    public void The_table_shows_what_diverged()
    {
        string[] lines = ResultsTable.Text(Rows).Split('\n');
        Assert.Contains("diverged", lines[0], StringComparison.Ordinal);
        Assert.Contains("inf ± nan (2.000)", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("1 after 1", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("oracle", lines[2], StringComparison.Ordinal);
    }
}
