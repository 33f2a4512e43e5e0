using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <summary>One check that every row must pass.</summary>
/// <param name="Name">One of <see cref="CheckNames"/>.</param>
/// <param name="Order">The order of the derivatives that it looks at; 0 for values.</param>
/// <param name="Tolerance">The relative error that is allowed for a row.</param>
/// <param name="ErrorOf">The relative error at one sample of a row; null where the check says nothing about it.</param>
internal sealed record OperationCheck<T>(
    string Name, int Order, Func<OperationRow<T>, double> Tolerance, Func<OperationRow<T>, Shape[], double?> ErrorOf)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs the check at every sample of a row: the largest error, null where the check says nothing about the row.</summary>
    public CheckResult? Run(OperationRow<T> row)
    {
        double? largest = null;
        Shape[] at = [];
        foreach (Shape[] shapes in row.Samples)
        {
            // Not Math.Max: an error that is not a number must not be passed over.
            if (ErrorOf(row, shapes) is { } error && (largest is null || !(error <= largest)))
            {
                largest = double.IsNaN(error) ? double.PositiveInfinity : error;
                at = shapes;
            }
        }

        double tolerance = Tolerance(row);
        return largest is null ? null : new()
        {
            Operation = row.Name,
            Check = Name,
            Order = Order,
            Type = typeof(T) == typeof(double) ? "double" : "float",
            Error = largest.Value,
            Tolerance = tolerance,
            Passed = largest <= tolerance,
            Shapes = at,
        };
    }
}
