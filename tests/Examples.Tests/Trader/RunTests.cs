using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Examples.Trader;

namespace AutogradMaml.Examples.Tests.Trader;

public sealed class RunTests
{
    [Fact]
    public void In_the_simulated_market_adaptation_wins_and_the_results_say_all_about_it()
    {
        using TemporaryFolder folder = new();
        RunOptions options = new() { Preset = Presets.Quick, Folder = folder.Path, Threads = 2 };
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("SIMULATED, not a real market", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Survivorship", output.ToString(), StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(2 * 3 * MethodNames.All.Count, rows.Length);
        foreach (JsonElement row in rows)
        {
            Assert.Equal("simulated", row.GetProperty("data").GetString());
            Assert.True(row.GetProperty("simulated").GetBoolean());
            Assert.False(string.IsNullOrEmpty(row.GetProperty("machine").GetString()));
            foreach (string measure in (string[])["annual_return", "sharpe", "max_drawdown", "turnover", "sharpe_over_buy_and_hold"])
            {
                double value = row.GetProperty(measure).GetDouble();
                Assert.True(row.GetProperty($"{measure}_low").GetDouble() <= row.GetProperty($"{measure}_high").GetDouble());
                Assert.True(double.IsFinite(value));
            }
        }

        // Costs take, and take the more the more is traded.
        foreach (IGrouping<string, JsonElement> method in rows.GroupBy(
            static row => $"{row.GetProperty("part")} {row.GetProperty("method")}"))
        {
            double[] returns =
            [
                .. method.OrderBy(static row => row.GetProperty("cost_bp").GetDouble())
                    .Select(static row => row.GetProperty("annual_return").GetDouble()),
            ];
            Assert.Equal(3, returns.Length);
            Assert.True(returns[0] > returns[1] && returns[1] > returns[2], method.Key);
        }

        foreach (string part in (string[])["unseen assets", "seen assets"])
        {
            foreach (string method in (string[])["maml", "meta-sgd"])
            {
                JsonElement row = rows.Single(row => row.GetProperty("part").GetString() == part
                    && row.GetProperty("method").GetString() == method && row.GetProperty("cost_bp").GetDouble() == 10);
                Assert.True(row.GetProperty("sharpe_over_pretrained_low").GetDouble() > 0, $"{method}, {part}: {row}");
                Assert.True(row.GetProperty("sharpe_over_buy_and_hold_low").GetDouble() > 0, $"{method}, {part}: {row}");
            }

            Assert.Contains(
                $"{part}, costs of 10 basis points, against the pre-trained policy that does not adapt: a higher mean annual return",
                output.ToString(), StringComparison.Ordinal);
        }

        foreach (string picture in (string[])["wealth-unseen.svg", "wealth-seen.svg", "sharpe.svg", "switch.svg"])
        {
            XDocument.Load(Path.Combine(folder.Path, picture));
        }
    }

    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder data = new();
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        string file = Path.Combine(data.Path, "mine.csv");
        WriteMarket(file);
        RunOptions options = Small(file, whole.Path);
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("Survivorship", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Dropped 1 row that repeats the one before in every column: 6.", output.ToString(), StringComparison.Ordinal);

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            Stopper view = new("maml-0.5", 1, stop);
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, view, stop.Token));
            Assert.Contains("iteration 1 of 3 of maml-0.5", stopped.Message, StringComparison.Ordinal);
        }

        new Run(again with { Resume = true }).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Contains("sharpe.svg", names);
        Assert.DoesNotContain("switch.svg", names);
        Assert.Equal(names, Directory.GetFiles(parts.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string name in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, name)), Circumstances.Without(Path.Combine(parts.Path, name)));
        }

        // Other closes are another training.
        WriteMarket(file, seed: 4);
        Assert.Contains(
            "was begun with other settings",
            Assert.Throws<UsageException>(() => new Run(again with { Resume = true }).Execute(
                TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_say_what_the_intervals_say()
    {
        Part part = new("unseen assets", "unseen", [0]);
        ResultRow Row(Method method, double low, double high, double overPretrained)
        {
            Estimate[] all = [.. Enumerable.Repeat(new Estimate((low + high) / 2, low, high), 4)];
            return new(
                part, method, string.Empty, 10, 100, all, all,
                [.. Enumerable.Repeat(new Estimate(overPretrained, overPretrained - 1, overPretrained + 1), 4)]);
        }

        IReadOnlyList<string> nothing = Verdict.Of(
            [Row(Method.BuyAndHold, 0, 0, 0), Row(Method.Pretrained, -1, 1, 0), Row(Method.Maml, -0.1, 2, 0)]);
        Assert.Equal(
            "unseen assets, costs of 10 basis points, against buy and hold: nothing has a higher mean annual return beyond its 95 % " +
                "interval; nothing has a higher Sharpe ratio beyond its 95 % interval.",
            nothing[0]);
        IReadOnlyList<string> some = Verdict.Of(
        [
            Row(Method.BuyAndHold, 0, 0, 0), Row(Method.Pretrained, -2, -1, 0), Row(Method.Maml, 0.1, 2, 1.5), Row(Method.Fomaml, 0, 1, -2),
        ]);
        const string Above = "a higher Sharpe ratio beyond its 95 % interval has maml, a lower one";
        Assert.Contains($"{Above} pretrained.", some[0], StringComparison.Ordinal);
        Assert.Contains($"{Above} fomaml.", some[1], StringComparison.Ordinal);
    }

    private static RunOptions Small(string data, string folder) => new()
    {
        Preset = new()
        {
            Name = "small",
            Iterations = 3,
            MetaBatch = 4,
            InnerSteps = 2,
            StepSizes = [0.5, 1],
            TuningSteps = [1, 2],
            Resamples = 20,
            Assets = 3,
            Days = 700,
        },
        Data = data,
        Support = 20,
        Query = 10,
        Threads = 2,
        Folder = folder,
    };

    // One row, the sixth, repeats the one before.
    private static void WriteMarket(string path, ulong seed = 2)
    {
        Market market = SimulatedMarket.Draw(seed, 3, 700).Market;
        IEnumerable<string> rows = Enumerable.Range(0, 700).Select(day => string.Join(
            ',',
            Enumerable.Range(0, 3).Select(asset => market.PricesOf(asset)[day == 5 ? 4 : day].ToString(CultureInfo.InvariantCulture))
                .Prepend($"{day + 1}")));
        File.WriteAllText(path, $"day,a,b,c\n{string.Join('\n', rows)}\n");
    }
}
