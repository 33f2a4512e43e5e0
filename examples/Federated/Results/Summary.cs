using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>Makes rows of what federations ended in.</summary>
internal static class Summary
{
    /// <summary>The rows: the usual class, then each method by what its steps see and their number.</summary>
    /// <param name="outcomes">What the federations ended in; each method with the same seeds.</param>
    public static IReadOnlyList<ResultRow> Rows(IReadOnlyList<Outcome> outcomes)
    {
        List<ResultRow> rows =
        [
            Row(null, Sees.Training, 0, [outcomes[0]], [], static score => score.Usual),
        ];
        Outcome[] baseline = [.. outcomes.Where(static outcome => outcome.Method == Method.FedAvg)];
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
                        method.Key, sees, step, runs, method.Key == Method.FedAvg ? [] : baseline,
                        score => (sees == Sees.Training ? score.Right : score.Leaky)[after]));
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
        Method? method, Sees sees, int step, IReadOnlyList<Outcome> runs, Outcome[] baseline, Func<ClientScore, int> right)
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
            method,
            sees,
            step,
            RunInterval.Of([.. runs.Select(run => Mean(Last(run), right))]),
            RunInterval.Of([.. runs.Select(run => Pooled(Last(run), right))]),
            over.HalfWidth95,
            above,
            method is null ? null : CostsOf(runs));
    }

    private static SortedDictionary<int, double> ByClient(IReadOnlyList<Outcome> runs, Func<ClientScore, int> right) => new(
        runs.SelectMany(static run => Last(run).Clients).GroupBy(static score => score.Client).ToDictionary(
            static client => client.Key, client => client.Average(score => Accuracy(score, right))));
}
