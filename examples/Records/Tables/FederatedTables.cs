using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of federated learning.</summary>
internal static class FederatedTables
{
    /// <summary>A row for each method and what its steps see, before and after all steps.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        if (!records.Federated.TryGetValue(name, out IReadOnlyList<FederatedRecord>? lines))
        {
            throw new UsageException($"The table 'federated {name}' has no record 'federated-{name}.json'.");
        }

        int steps = lines.Max(static line => line.Step);
        return MarkdownTable.Text(
            ["method", "local steps at the test", "mean over clients", "all examples together", "above FedAvg after as many"],
            lines.Where(line => line.Step == 0 || line.Step == steps).Select(line => (string[])
            [
                line.Method,
                line.Step == 0 ? "none" : line.Leaks ? $"{line.Step} **on test examples (leaks)**" : $"{line.Step} on training examples",
                Percent(line.Mean, line.OverRuns, line.OverClients),
                Percent(line.Pooled, line.PooledOverRuns, null),
                line.Above is { } above ? Percent(above, line.AboveOverClients, null) : string.Empty,
            ]));
    }

    /// <summary>What a round costs a client: a row for each method.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Costs(RecordFolder records, string name)
    {
        if (!records.Federated.TryGetValue(name, out IReadOnlyList<FederatedRecord>? lines))
        {
            throw new UsageException($"The table 'federated costs {name}' has no record 'federated-{name}.json'.");
        }

        return MarkdownTable.Text(
            ["method", "bytes to a client", "bytes from it", "milliseconds of computation"],
            lines.Where(static line => line.ToClient is not null).GroupBy(static line => line.Method).Select(static method => (string[])
            [
                method.Key,
                method.First().ToClient!.Value.ToString("#,0.#", CultureInfo.InvariantCulture),
                method.First().FromClient!.Value.ToString("#,0.#", CultureInfo.InvariantCulture),
                (1000 * method.First().Seconds!.Value).ToString("0.00", CultureInfo.InvariantCulture),
            ]));
    }

    private static string Percent(double value, double? halfWidth, double? other)
    {
        static string Number(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture);
        return Number(value) + (halfWidth is { } half ? $" ± {Number(half)}" : string.Empty)
            + (other is { } clients ? $" ({Number(clients)})" : string.Empty);
    }
}
