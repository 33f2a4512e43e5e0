using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>Makes rows of what federations ended in.</summary>
internal static class Summary
{
    /// <summary>The name of who always says the most frequent class of a client's training examples.</summary>
    public const string UsualClass = "usual class";

    /// <summary>The name of local steps without a federation: from the parameters before the first round.</summary>
    public const string Alone = "alone";

    /// <summary>The rows: what needs no federation, then each method by what its steps see and their number.</summary>
    /// <param name="outcomes">What the federations ended in; each method with the same seeds.</param>
    public static IReadOnlyList<ResultRow> Rows(IReadOnlyList<Outcome> outcomes)
    {
        List<ResultRow> rows =
        [
            Row(UsualClass, Sees.Training, 0, [Last(outcomes[0])], [], static score => score.Usual, null),
        ];
        TestRecord start = outcomes[0].History.Tests[0];
        if (start is { Round: 0, Clients.Count: > 0 })
        {
            rows.AddRange(Enumerable.Range(0, start.Clients[0].Right.Count)
                .Select(step => Row(Alone, Sees.Training, step, [start], [], score => score.Right[step], null)));
        }

        TestRecord[] baseline = [.. outcomes.Where(static outcome => outcome.Method == Method.FedAvg).Select(Last)];
        foreach (IGrouping<Method, Outcome> method in
            outcomes.GroupBy(static outcome => outcome.Method).OrderBy(static method => method.Key))
        {
            Outcome[] runs = [.. method];
            foreach (Sees sees in (Sees[])[Sees.Training, Sees.Test])
            {
                int steps = Last(runs[0]).Clients[0].Right.Count - 1;
                for (int step = sees == Sees.Training ? 0 : 1; step <= steps; step++)
                {
                    int after = step;
                    rows.Add(Row(
                        MethodNames.Of(method.Key), sees, step, [.. runs.Select(Last)], method.Key == Method.FedAvg ? [] : baseline,
                        score => (sees == Sees.Training ? score.Right : score.Leaky)[after], CostsOf(runs)));
                }
            }
        }

        return rows;
    }

    /// <summary>The last test of a federation.</summary>
    public static TestRecord Last(Outcome outcome) => outcome.History.Tests[^1];

    /// <summary>The mean accuracy over clients in a test, each counted once.</summary>
    /// <param name="test">The test.</param>
    /// <param name="right">A client's right answers.</param>
    public static double Mean(TestRecord test, Func<ClientScore, int> right) => test.Clients.Average(score => Accuracy(score, right));

    /// <summary>The accuracy over all clients' test examples together.</summary>
    /// <param name="test">The test.</param>
    /// <param name="right">A client's right answers.</param>
    public static double Pooled(TestRecord test, Func<ClientScore, int> right)
        => (double)test.Clients.Sum(right) / test.Clients.Sum(static score => score.Examples);

    /// <summary>The accuracy of a client.</summary>
    /// <param name="score">What it found.</param>
    /// <param name="right">Its right answers.</param>
    public static double Accuracy(ClientScore score, Func<ClientScore, int> right) => (double)right(score) / score.Examples;

    /// <summary>What the rounds of some federations cost a client.</summary>
    public static Costs CostsOf(IReadOnlyList<Outcome> runs)
    {
        RoundRecord[] rounds = [.. runs.SelectMany(static run => run.History.Rounds)];
        double[] seconds = [.. rounds.SelectMany(static round => round.Seconds).Order()];
        return new(
            runs[0].History.Rounds.Count,
            rounds.Average(static round => (double)round.BytesToClient),
            rounds.SelectMany(static round => round.BytesFromClient).Average(static bytes => (double)bytes),
            seconds[seconds.Length / 2]);
    }

    private static ResultRow Row(
        string name, Sees sees, int step, TestRecord[] runs, TestRecord[] baseline, Func<ClientScore, int> right, Costs? costs)
    {
        SortedDictionary<int, double> clients = ByClient(runs, right);
        MeasureSummary over = MeasureSummary.Of([.. clients.Values]);
        (double, double)? above = null;
        if (baseline.Length > 0)
        {
            SortedDictionary<int, double> others = ByClient(baseline, right);
            MeasureSummary difference = MeasureSummary.Of(
                [.. clients.Where(entry => others.ContainsKey(entry.Key)).Select(entry => entry.Value - others[entry.Key])]);
            above = (difference.Mean, difference.HalfWidth95);
        }

        return new(
            name,
            sees,
            step,
            RunInterval.Of([.. runs.Select(run => Mean(run, right))]),
            RunInterval.Of([.. runs.Select(run => Pooled(run, right))]),
            over.HalfWidth95,
            above,
            costs);
    }

    private static SortedDictionary<int, double> ByClient(TestRecord[] runs, Func<ClientScore, int> right) => new(
        runs.SelectMany(static run => run.Clients).GroupBy(static score => score.Client).ToDictionary(
            static client => client.Key, client => client.Average(score => Accuracy(score, right))));
}
