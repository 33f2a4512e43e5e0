using System.Globalization;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Federated;

/// <summary>The figures of a run.</summary>
internal static class Figures
{
    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Triangle];

    /// <summary>The mean accuracy over clients after some local steps against the round, over all runs, with the interval over runs where
    /// there are several.</summary>
    /// <param name="outcomes">What the federations ended in.</param>
    /// <param name="steps">The number of local steps; 0 for the accuracy before them.</param>
    public static LineChart ByRound(IReadOnlyList<Outcome> outcomes, int steps)
    {
        List<Series> series = [];
        foreach (IGrouping<Method, Outcome> method in outcomes.GroupBy(static outcome => outcome.Method))
        {
            Outcome[] runs = [.. method];
            double[] rounds = [.. runs[0].History.Tests.Select(static test => (double)test.Round)];
            RunInterval[] accuracy =
            [
                .. rounds.Select((_, place) => RunInterval.Of(
                    [.. runs.Select(run => 100 * Summary.Mean(run.History.Tests[place], score => score.Right[steps]))])),
            ];
            Series line = new(MethodNames.Of(method.Key), rounds, [.. accuracy.Select(static mean => mean.Mean)])
            {
                Color = (int)method.Key,
                Marker = Markers[(int)method.Key],
            };
            series.Add(runs.Length == 1 ? line : line.WithBand(
                [.. accuracy.Select(static mean => mean.Mean - mean.HalfWidth95)],
                [.. accuracy.Select(static mean => mean.Mean + mean.HalfWidth95)]));
        }

        return new()
        {
            Title = steps == 0 ? "Before adaptation" : $"After {steps} local steps on each client's own training examples",
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

    /// <summary>What a round costs each client of the first run: milliseconds of computation, clients in their order for each method; the
    /// bytes of the messages stand in the legend.</summary>
    /// <param name="outcomes">What the federations ended in.</param>
    public static LineChart Costs(IReadOnlyList<Outcome> outcomes)
    {
        List<Series> series = [];
        foreach (Outcome outcome in outcomes.Where(outcome => outcome.Seed == outcomes[0].Seed))
        {
            Dictionary<int, List<double>> clients = [];
            foreach (RoundRecord round in outcome.History.Rounds)
            {
                for (int place = 0; place < round.Clients.Count; place++)
                {
                    if (!clients.TryGetValue(round.Clients[place], out List<double>? own))
                    {
                        clients.Add(round.Clients[place], own = []);
                    }

                    own.Add(1000 * round.Seconds[place]);
                }
            }

            double[] medians = [.. clients.Values.Select(static own => own.Order().ElementAt(own.Count / 2)).Order()];
            Costs costs = Summary.CostsOf([outcome]);
            series.Add(new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{MethodNames.Of(outcome.Method)}, {costs.BytesToClient:0} bytes to a client, {costs.BytesFromClient:0} from it"),
                [.. Enumerable.Range(1, medians.Length).Select(static place => (double)place)],
                medians)
            {
                Color = (int)outcome.Method,
                Marker = Markers[(int)outcome.Method],
                Line = LineStyle.None,
            });
        }

        return new()
        {
            Title = "What a round costs each client: the same bytes, other computation",
            XLabel = "clients, in the order of their time",
            YLabel = "milliseconds of computation (median over its rounds)",
            YLowest = 0,
            Series = series,
            LegendBelow = true,
        };
    }

    private static double Percent(ClientScore? score, int step)
        => score is null ? double.NaN : 100 * Summary.Accuracy(score, own => own.Right[step]);
}
