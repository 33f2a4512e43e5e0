using System.Numerics;

namespace AutogradMaml.Catalogue;

/// <summary>All checks of all operations.</summary>
internal static class CatalogueRun
{
    /// <summary>The number of operations in the catalogue.</summary>
    public static int Operations => OperationCatalogue<double>.Rows.Count;

    /// <summary>Runs the checks, a list for each operation, in the catalogue's order: those in double, then those in float.</summary>
    public static IEnumerable<IReadOnlyList<CheckResult>> Results()
        => OperationCatalogue<double>.Rows.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(IReadOnlyList<CheckResult> (row) => [.. Of(OperationChecks.InDouble, row), .. Of(OperationChecks.InFloat, OperationCatalogue<float>.Named(row.Name))]);

    private static IEnumerable<CheckResult> Of<T>(IReadOnlyList<OperationCheck<T>> checks, OperationRow<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => checks.Select(check => check.Run(row)).OfType<CheckResult>();
}
