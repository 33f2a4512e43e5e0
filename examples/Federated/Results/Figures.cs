using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Federated;

/// <summary>The figures of a run.</summary>
internal static class Figures
{
    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Triangle];

    /// <summary>The mean accuracy over clients against the round, before and after local steps, over all runs.</summary>
    /// <param name="outcomes">What the federations ended in.</param>
    /// <param name="steps">The number of local steps.</param>
    public static LineChart ByRound(IReadOnlyList<Outcome> outcomes, int steps)
    {
        List<Series> series = [];
        foreach (IGrouping<Method, Outcome> method in outcomes.GroupBy(static outcome => outcome.Method))
        {
            Outcome[] runs = [.. method];
            double[] rounds = [.. runs[0].History.Tests.Select(static test => (double)test.Round)];
            double[] Accuracy(int step) =>
            [
                .. rounds.Select(
                    (_, place) => 100 * runs.Average(run => Summary.Mean(run.History.Tests[place], score => score.Right[step]))),
            ];
            series.Add(new($"{MethodNames.Of(method.Key)}, before", rounds, Accuracy(0))
            {
                Color = (int)method.Key,
                Line = LineStyle.Dashed,
            });
            series.Add(new($"{MethodNames.Of(method.Key)}, after", rounds, Accuracy(steps))
            {
                Color = (int)method.Key,
                Marker = Markers[(int)method.Key],
            });
        }

        return new()
        {
            Title = $"Before and after {steps} local steps, on each client's own data",
            XLabel = "rounds",
            YLabel = "test accuracy (mean over clients, %)",
            Series = series,
        };
    }

    /// <summary>The accuracy of every client at the end of the first run, before and after local steps; clients in the order of federated
    /// averaging, or of the first method, after its steps.</summary>
    /// <param name="outcomes">What the federations ended in.</param>
    /// <param name="steps">The number of local steps.</param>
    public static LineChart ByClient(IReadOnlyList<Outcome> outcomes, int steps)
    {
        Outcome[] firsts = [.. outcomes.Where(outcome => outcome.Seed == outcomes[0].Seed)];
        int[] order =
        [
            .. Summary.Last(firsts[0]).Clients.OrderBy(score => Summary.Accuracy(score, own => own.Right[steps]))
                .Select(static score => score.Client),
        ];
        List<Series> series = [];
        foreach (Outcome outcome in firsts.Where(static outcome => outcome.Method != Method.Fomaml))
        {
            Dictionary<int, ClientScore> scores = Summary.Last(outcome).Clients.ToDictionary(static score => score.Client);
            foreach (int step in (int[])[0, steps])
            {
                series.Add(new(
                    $"{MethodNames.Of(outcome.Method)}, {(step == 0 ? "before" : "after")}",
                    [.. Enumerable.Range(1, order.Length).Select(static place => (double)place)],
                    [.. order.Select(client => Percent(scores.GetValueOrDefault(client), step))])
                {
                    Color = (int)outcome.Method,
                    Line = step == 0 ? LineStyle.None : LineStyle.Solid,
                    Marker = step == 0 ? Markers[(int)outcome.Method] : Marker.None,
                });
            }
        }

        return new()
        {
            Title = $"Every client before and after {steps} local steps",
            XLabel = "clients, in the order of the first method's accuracy after its steps",
            YLabel = "test accuracy (%)",
            YHighest = 100,
            YLowest = 0,
            Series = series,
            LegendBelow = true,
        };
    }

    /// <summary>What a round costs each client of the first run: bytes both ways against the mean milliseconds of computation.</summary>
    /// <param name="outcomes">What the federations ended in.</param>
    public static LineChart Costs(IReadOnlyList<Outcome> outcomes)
    {
        List<Series> series = [];
        double highest = 0;
        foreach (Outcome outcome in outcomes.Where(outcome => outcome.Seed == outcomes[0].Seed))
        {
            SortedDictionary<int, List<(double Seconds, int Bytes)>> clients = [];
            foreach (RoundRecord round in outcome.History.Rounds)
            {
                for (int place = 0; place < round.Clients.Count; place++)
                {
                    if (!clients.TryGetValue(round.Clients[place], out List<(double Seconds, int Bytes)>? own))
                    {
                        clients.Add(round.Clients[place], own = []);
                    }

                    own.Add((round.Seconds[place], round.BytesToClient + round.BytesFromClient[place]));
                }
            }

            double[] bytes = [.. clients.Values.Select(static own => own.Average(static one => one.Bytes))];
            highest = Math.Max(highest, bytes.Max());
            double[] milliseconds =
            [
                .. clients.Values.Select(static own => 1000 * own.Select(static one => one.Seconds).Order().ElementAt(own.Count / 2)),
            ];
            series.Add(new(MethodNames.Of(outcome.Method), milliseconds, bytes)
            {
                Color = (int)outcome.Method,
                Line = LineStyle.None,
                Marker = Markers[(int)outcome.Method],
            });
        }

        return new()
        {
            Title = "A round's cost, a point for each client: the same bytes, other computation",
            XLabel = "milliseconds of computation on the client (median over its rounds)",
            YLabel = "bytes of messages, both ways together",
            YLowest = 0,
            YHighest = 1.25 * highest,
            Series = series,
        };
    }

    private static double Percent(ClientScore? score, int step)
        => score is null ? double.NaN : 100 * Summary.Accuracy(score, own => own.Right[step]);
}
