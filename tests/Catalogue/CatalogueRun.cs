using System.Numerics;

namespace AutogradMaml.Catalogue;

/// <summary>All checks of all operations.</summary>
internal static class CatalogueRun
{
    /// <summary>The number of operations in the catalogue.</summary>
    public static int Operations => OperationCatalogue<double>.Rows.Count;

    /// <summary>The operations of the catalogue, each in double and in float.</summary>
    public static IReadOnlyList<(OperationRow<double> InDouble, OperationRow<float> InFloat)> Rows
        => [.. OperationCatalogue<double>.Rows.Select(row => (row, OperationCatalogue<float>.Named(row.Name)))];

    /// <summary>Runs the checks, a list for each operation, in the order of the rows: those in double, then those in float. A check that
    /// throws has failed; the others go on.</summary>
    public static IEnumerable<IReadOnlyList<CheckResult>> Results(
        IEnumerable<(OperationRow<double> InDouble, OperationRow<float> InFloat)> rows)
        => rows.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(
                IReadOnlyList<CheckResult> (row) =>
                [
                    .. Of(OperationChecks.InDouble, row.InDouble),
                    .. Of(OperationChecks.InFloat, row.InFloat),
                ]);

    private static IEnumerable<CheckResult> Of<T>(IReadOnlyList<OperationCheck<T>> checks, OperationRow<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => checks.Select(check => Of(check, row)).OfType<CheckResult>();

    private static CheckResult? Of<T>(OperationCheck<T> check, OperationRow<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return check.Run(row);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new()
            {
                Operation = row.Name,
                Check = check.Name,
                Order = check.Order,
                Type = typeof(T) == typeof(double) ? "double" : "float",
                Error = double.PositiveInfinity,
                Tolerance = check.Tolerance(row),
                Passed = false,
                Shapes = [],
                Thrown =
                    $"{exception.GetType().Name}: " +
                        $"{string.Join(' ', exception.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}",
            };
        }
    }
}
