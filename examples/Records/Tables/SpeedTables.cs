using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of speed.</summary>
internal static class SpeedTables
{
    private static readonly (string Ours, string Theirs, int Threads, string Words)[] HeadRows =
    [
        ("sin/batched_exact_1", "sin/batched_exact_1", 1, "outer step of the sinusoid experiment, 25 tasks, exact, one inner step"),
        ("sin/batched_exact_10", "sin/batched_exact_10", 1, "the same, ten inner steps"),
        ("sin/batched_exact_1", "sin/naive_exact_1", 1, "the same with one, theirs task by task, as is usual there"),
        ("strided/exact_1", "strided/exact_1", 1, "outer step on Omniglot, 32 tasks, four strided convolutions, exact"),
        ("strided/exact_1", "strided/exact_1", 2, "the same, two threads"),
        ("conv/exact_1", "conv/exact_1", 1, "four tasks, four convolutions with pooling, exact"),
        ("mlp/exact_1", "mlp/exact_1", 1, "four tasks, dense net, exact"),
        ("hess/hvp_f32", "hess/hvp_f32", 1, "Hessian-vector product, 4,929 parameters"),
        ("hess/full_f32", "hess/full_f32", 1, "whole Hessian of the same net"),
    ];

    private static readonly string[] PeerOrder = ["PyTorch", "TorchSharp", "C++"];

    /// <summary>What a reader takes in at a glance: a few cases, in words.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Head(RecordFolder records, string name)
    {
        ILookup<(string, string, int), SpeedRecord> rounds = Rounds(records, name);
        string[] peers = Peers(HeadRows.SelectMany(row => rounds[(row.Ours, row.Theirs, row.Threads)]));
        return MarkdownTable.Text(
            ["work", "ours, ms", .. peers.Select(static peer => $"{peer}, ms"), "times as fast as the faster"],
            HeadRows.Where(row => rounds.Contains((row.Ours, row.Theirs, row.Threads))).Select(row =>
            {
                SpeedRecord[] lines = [.. rounds[(row.Ours, row.Theirs, row.Threads)]];
                return (string[])[row.Words, .. Times(lines, peers), Number(Median([.. lines.Select(Ratio)]))];
            }));
    }

    /// <summary>A row for each case and number of threads.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        ILookup<(string Ours, string Theirs, int Threads), SpeedRecord> rounds = Rounds(records, name);
        string[] peers = Peers(rounds.SelectMany(static lines => lines));
        return MarkdownTable.Text(
            ["ours", "theirs", "threads", "ours, ms", .. peers.Select(static peer => $"{peer}, ms"), "times as fast", "range", "aim"],
            rounds.Select(lines =>
            {
                double[] ratios = [.. lines.Select(Ratio).Order()];
                return (string[])
                [
                    lines.Key.Ours, lines.Key.Theirs, lines.Key.Threads.ToString(CultureInfo.InvariantCulture), .. Times([.. lines], peers),
                    Number(Median(ratios)), $"{Number(ratios[0])} to {Number(ratios[^1])}",
                    lines.First().Bar?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
                ];
            }));
    }

    /// <summary>A row for each case: the share of the processor's multiply-add rate.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Floor(RecordFolder records, string name) => MarkdownTable.Text(
        ["case", "ours, ms", "share of the multiply-add rate", "range", "aim"],
        Rounds(records, name).Select(static lines =>
        {
            double[] shares = [.. lines.Select(static line => line.FloorShare ?? 0).Order()];
            return (string[])
            [
                lines.Key.Ours, Digits(Median([.. lines.Select(static line => line.Milliseconds)])), Percent(Median(shares)),
                $"{Percent(shares[0])} to {Percent(shares[^1])}", lines.First().Bar is { } bar ? Percent(bar) : string.Empty,
            ];
        }));

    /// <summary>A row for each size of ADBench's mixtures.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Mixtures(RecordFolder records, string name)
        => !records.Mixtures.TryGetValue(name, out IReadOnlyList<MixtureRecord>? lines)
            ? throw new UsageException($"The table 'mixtures {name}' has no record 'mixtures-{name}.json'.")
            : MarkdownTable.Text(
                [
                    "d", "K", "parameters", "objective, ms", "with gradient, ms", "over the objective", "over the floor", "value",
                    "sum of the gradient",
                ],
                lines.Select(static line => (string[])
                [
                    Whole(line.Dimensions), Whole(line.Components), Whole(line.Parameters), Digits(line.Objective), Digits(line.Gradient),
                    Number(line.Ratio), Number(line.Gradient / line.Floor), line.Value.ToString("G10", CultureInfo.InvariantCulture),
                    line.GradientSum.ToString("G10", CultureInfo.InvariantCulture),
                ]));

    private static ILookup<(string Ours, string Theirs, int Threads), SpeedRecord> Rounds(RecordFolder records, string name)
        => records.Speeds.TryGetValue(name, out IReadOnlyList<SpeedRecord>? lines)
            ? lines.ToLookup(static line => (line.Ours, line.Theirs, line.Threads))
            : throw new UsageException($"The table 'speed {name}' has no record 'speed-{name}.json'.");

    private static string[] Peers(IEnumerable<SpeedRecord> lines)
    {
        HashSet<string> there = [.. lines.SelectMany(static line => line.Peers.Keys)];
        return [.. PeerOrder.Where(there.Contains), .. there.Except(PeerOrder).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Times(SpeedRecord[] lines, string[] peers)
    {
        yield return Digits(Median([.. lines.Select(static line => line.Milliseconds)]));
        foreach (string peer in peers)
        {
            double[] times = [.. lines.Where(line => line.Peers.ContainsKey(peer)).Select(line => line.Peers[peer])];
            yield return times.Length > 0 ? Digits(Median(times)) : string.Empty;
        }
    }

    // The faster of several peers counts, round by round.
    private static double Ratio(SpeedRecord line) => line.Peers.Values.Min() / line.Milliseconds;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[values.Length / 2] + values[(values.Length - 1) / 2]) / 2;
    }

    private static string Whole(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Digits(double value)
    {
        var rounded = double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded.ToString(CultureInfo.InvariantCulture);
    }
}
