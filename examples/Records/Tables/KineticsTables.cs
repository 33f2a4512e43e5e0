using System.Globalization;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Records;

/// <summary>The tables of calibrated alloys.</summary>
internal static class KineticsTables
{
    private static readonly double[] Accuracies = [0.2, 0.1, 0.05, 0.02];

    /// <summary>A row for each way to calibrate, a column for each number of measurements: the error of X and, where any failed, their
    /// share.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Of(RecordFolder records, string name)
    {
        IReadOnlyList<KineticsRecord> lines = Lines(records, name);
        int[] counts = Counts(lines);
        return MarkdownTable.Text(
            ["method", .. counts.Select(static count => $"{count} measurements")],
            lines.GroupBy(static line => line.Method).Select(row => (string[])
            [
                row.Key,
                .. counts.Select(count => row.SingleOrDefault(line => line.Measurements == count || line.Measurements == 0) is { } line
                    ? Cell(line)
                    : string.Empty),
            ]));
    }

    /// <summary>The same for the physical numbers: the median errors of Q and n.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Numbers(RecordFolder records, string name)
    {
        IReadOnlyList<KineticsRecord> lines = Lines(records, name);
        int[] counts = Counts(lines);
        return MarkdownTable.Text(
            ["method", .. counts.Select(static count => $"{count} measurements")],
            lines.GroupBy(static line => line.Method).Select(row => (string[])
            [
                row.Key,
                .. counts.Select(count => row.SingleOrDefault(line => line.Measurements == count || line.Measurements == 0) is { } line
                    ? string.Create(CultureInfo.InvariantCulture, $"{line.EnergyError:0}, {line.ExponentError:0.00}")
                    : string.Empty),
            ]));
    }

    /// <summary>For each way the least number of measurements that reaches an error in the mean.</summary>
    /// <param name="records">The records.</param>
    /// <param name="name">Which.</param>
    public static string Needed(RecordFolder records, string name)
    {
        IReadOnlyList<KineticsRecord> lines = Lines(records, name);
        return MarkdownTable.Text(
            ["method", .. Accuracies.Select(static accuracy => string.Create(CultureInfo.InvariantCulture, $"rmse of {accuracy}"))],
            lines.GroupBy(static line => line.Method).Where(static row => row.Any(static line => line.Measurements > 0)).Select(
                row => (string[])
                [
                    row.Key,
                    .. Accuracies.Select(accuracy => row.OrderBy(static line => line.Measurements)
                        .FirstOrDefault(line => line.Rmse <= accuracy) is { } enough
                        ? enough.Measurements.ToString(CultureInfo.InvariantCulture)
                        : string.Create(CultureInfo.InvariantCulture, $"over {row.Max(static line => line.Measurements)}")),
                ]));
    }

    private static IReadOnlyList<KineticsRecord> Lines(RecordFolder records, string name)
        => records.Kinetics.TryGetValue(name, out IReadOnlyList<KineticsRecord>? lines)
            ? lines
            : throw new UsageException($"The table 'kinetics {name}' has no record 'materials-kinetics-{name}.json'.");

    private static int[] Counts(IReadOnlyList<KineticsRecord> lines)
        => [.. lines.Select(static line => line.Measurements).Where(static count => count > 0).Distinct().Order()];

    private static string Cell(KineticsRecord line)
        => string.Create(CultureInfo.InvariantCulture, $"{line.Rmse:0.000} ± {line.Ci95:0.000}") +
            (line.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({100 * line.Failed:0.0} %)") : string.Empty);
}
