using System.Globalization;
using System.Numerics;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Examples.Checking;

/// <summary>Prints the largest relative errors, a line for each operation and number type, as they come.</summary>
internal sealed class ErrorTable
{
    private const int NameWidth = 52;

    /// <summary>The columns, with the checks that stand in each.</summary>
    private static readonly (string Head, Func<string, int, bool> Holds)[] Columns =
    [
        ("value", (check, _) => check == CheckNames.Value),
        ("order 1", (check, order) => check == CheckNames.GradientInDouble || (check == CheckNames.Differences && order == 1)),
        ("order 2", (check, order) => check == CheckNames.Differences && order == 2),
        ("order 3", (check, order) => check == CheckNames.Differences && order == 3),
        ("vjp=jvp", (check, _) => check == CheckNames.Adjointness),
        ("linear", (check, _) => check is CheckNames.LinearityInCotangent or CheckNames.LinearityInTangent),
        ("symmetry", (check, _) => check == CheckNames.Symmetry),
        ("modes", (check, _) => check == CheckNames.Modes),
        ("constant", (check, _) => check == CheckNames.Constant),
        ("replay", (check, _) => check == CheckNames.Replay),
    ];

    private readonly TextWriter _output;
    private readonly List<CheckResult> _all = [];

    public ErrorTable(TextWriter output)
    {
        _output = output;
        _output.WriteLine(
            "Largest relative errors. Orders 1 to 3 are held against finite differences in double; in float, order 1 against the " +
                "gradient in double.");
        _output.WriteLine();
        Line("operation", string.Empty, Columns.Select(column => column.Head), string.Empty);
        Line("allowed", "double", Columns.Select(column => Allowed(OperationChecks.InDouble, column.Head)), string.Empty);
        Line("allowed", "float", Columns.Select(column => Allowed(OperationChecks.InFloat, column.Head)), string.Empty);
        _output.WriteLine();
    }

    /// <summary>Prints the results of one operation.</summary>
    public void Add(IReadOnlyList<CheckResult> results)
    {
        foreach (IGrouping<string, CheckResult> type in results.GroupBy(result => result.Type))
        {
            Line(
                type.First().Operation, type.Key,
                Columns.Select(column => Largest(type.Where(result => column.Holds(result.Check, result.Order)))),
                type.All(result => result.Passed) ? "passed" : "FAILED");
            foreach (CheckResult failed in type.Where(result => !result.Passed))
            {
                _output.WriteLine($"  FAILED: {failed}");
            }
        }

        _all.AddRange(results);
    }

    /// <summary>Prints the line about all operations.</summary>
    public void Close(int operations, TimeSpan time)
    {
        int failed = _all.Count(result => !result.Passed);
        _output.WriteLine();
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{operations} operations, {_all.Count} checks, {(failed == 0 ? "all passed" : $"{failed} FAILED")}, {time.TotalSeconds:F0} " +
                $"s; largest errors in double: {Summary("double")}; in float: {Summary("float")}"));
    }

    private string Summary(string type)
        => string.Join(", ", Columns.Select(
            column => (column.Head, Text: Largest(_all.Where(result => result.Type == type && column.Holds(result.Check, result.Order)))))
            .Where(column => column.Text.Length > 0).Select(column => $"{column.Head} {column.Text}"));

    private static string Largest(IEnumerable<CheckResult> results)
    {
        CheckResult? largest = results.MaxBy(result => result.Error);
        return largest is null ? string.Empty : largest.Error == 0 ? "0" : largest.Error.ToString("0.0E-00", CultureInfo.InvariantCulture);
    }

    private static string Allowed<T>(IReadOnlyList<OperationCheck<T>> checks, string head)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Func<string, int, bool> holds = Columns.Single(column => column.Head == head).Holds;
        OperationRow<T>[] rows = [.. OperationCatalogue<T>.Rows];
        double[] tolerances =
        [
            .. checks.Where(check => holds(check.Name, check.Order))
                .SelectMany(check => rows.Select(check.Tolerance)).Distinct(),
        ];

        // The tolerance of values is the row's own.
        return tolerances.Length == 0 ? string.Empty : tolerances.Length > 1 ? "row's own" : tolerances[0] == 0 ? "0" : tolerances[0]
            .ToString("0.0E-00", CultureInfo.InvariantCulture);
    }

    private void Line(string name, string type, IEnumerable<string> cells, string verdict)
        => _output.WriteLine(
            $"{name.PadRight(NameWidth)}{type,-7}{string.Concat(cells.Select(cell => cell.PadLeft(10)))}  {verdict}".TrimEnd());
}
