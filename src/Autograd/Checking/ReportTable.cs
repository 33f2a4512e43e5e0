using System.Globalization;
using System.Text;

namespace AutogradMaml.Autograd.Checking;

/// <summary>A report as a table for people.</summary>
internal static class ReportTable
{
    private const int MostInputs = 24;

    public static void Write(StringBuilder text, GradientReport report)
    {
        string outcome = report.Passed ? "correct" : report.Verdict.ToString();
        text.Append(CultureInfo.InvariantCulture, $"Gradient check: {outcome}, order {report.Order}\n");
        text.Append(CultureInfo.InvariantCulture, $"  {report.Explanation}\n");
        foreach (string note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {note}\n");
        }

        if (report.Operation is { } operation)
        {
            Write(text, operation);
        }

        WriteInputs(text, report.Inputs);
        if (report.Sweep is { } sweep)
        {
            Write(text, sweep);
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"  {report.Mode} mode, first step {Text.Short(report.Step)}, seed {report.Seed}, {report.Evaluations} evaluations\n");
    }

    /// <summary>An operation's fault by itself.</summary>
    public static string Of(OperationFault operation)
    {
        StringBuilder text = new();
        Write(text, operation);
        return text.ToString().Trim();
    }

    /// <summary>A sweep by itself.</summary>
    public static string Of(StepSweep sweep)
    {
        StringBuilder text = new();
        Write(text, sweep);
        return text.ToString().Trim();
    }

    /// <summary>Columns as wide as their widest cell, the first to the left and the others to the right.</summary>
    public static void Columns(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        int columns = rows[0].Length;
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            StringBuilder line = new("   ");
            for (int column = 0; column < columns; column++)
            {
                line.Append(' ').Append(column == 0 ? row[column].PadRight(widths[column]) : row[column].PadLeft(widths[column] + 1));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }

    private static void Write(StringBuilder text, OperationFault operation)
    {
        text.Append(CultureInfo.InvariantCulture, $"  First seen at {operation.Line}: {operation.Rule}");
        if (operation.Input >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", input {operation.Input}");
        }

        text.Append('\n');
        if (!double.IsNaN(operation.Numeric))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"    <J'v, u> = {Text.Number(operation.Reverse)} (VJP), <v, Ju> = {Text.Number(operation.Forward)} (JVP), by " +
                    $"differences {Text.Number(operation.Numeric)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    By itself: {operation.Detail}\n");
    }

    private static void WriteInputs(StringBuilder text, IReadOnlyList<InputAgreement> inputs)
    {
        if (inputs.Count == 0)
        {
            return;
        }

        // What failed must be seen; of a large net's parameters the others are cut short.
        List<string[]> rows = [["input", "shape", "order", "compared", "largest error", "tolerance", "|gradient|", string.Empty]];
        foreach (InputAgreement input in inputs.OrderBy(static input => input.Passed).Take(MostInputs))
        {
            rows.Add([
                input.Input,
                input.Shape.ToString(),
                input.Order.ToString(CultureInfo.InvariantCulture),
                input.Comparisons.ToString(CultureInfo.InvariantCulture),
                Text.Short(input.LargestError),
                Text.Short(input.Tolerance),
                Text.Short(input.GradientNorm),
                input.Passed ? "ok" : "FAILED",
            ]);
        }

        text.Append('\n');
        Columns(text, rows);
        if (inputs.Count > MostInputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"    and {inputs.Count - MostInputs} more\n");
        }

        text.Append('\n');
    }

    private static void Write(StringBuilder text, StepSweep sweep)
    {
        text.Append(
            CultureInfo.InvariantCulture, $"  Sweep of the step at {sweep.Place}; the gradient says {Text.Number(sweep.Analytic)}\n");
        List<string[]> rows = [["step", "central", "error", "forward - backward", "Taylor remainder"]];
        for (int k = 0; k < sweep.Points.Count; k += 2)
        {
            StepPoint point = sweep.Points[k];
            rows.Add([
                Text.Short(point.Step),
                Text.Number(point.Central),
                Text.Short(point.Error),
                Text.Short(point.Forward - point.Backward),
                Text.Short(point.Remainder),
            ]);
        }

        Columns(text, rows);
        if (double.IsNaN(sweep.BestStep))
        {
            text.Append("  Differences settle at no step\n\n");
            return;
        }

        string settle = sweep.Settled ? "settle" : "don't settle; nearest to it";
        text.Append(
            CultureInfo.InvariantCulture,
            $"  Differences {settle} at {Text.Short(sweep.BestStep)}: {Text.Number(sweep.BestValue)} +- {Text.Short(sweep.Uncertainty)}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  Taylor remainder {Falls("falls", sweep.RemainderRate)} (2 when right); one-sided differences " +
                $"{Falls("meet", sweep.GapRate)} (1 when smooth)\n\n");
    }

    private static string Falls(string verb, double rate)
        => double.IsNaN(rate) ? $"{verb} at no rate that stands above the noise" : $"{verb} as h^{Text.Rate(rate)}";
}
