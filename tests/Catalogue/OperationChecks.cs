using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>The checks that every row must pass, with their tolerances.</summary>
/// <remarks>A derivative is tried on the operation itself and on the sine of it, which has derivatives of every order even where the
/// operation is linear; the larger error counts.</remarks>
internal static class OperationChecks
{
    /// <summary>The rounding that an exact check may show in double and in float.</summary>
    private const double ExactInDouble = 1e-12;
    private const double ExactInFloat = 2e-5;

    /// <summary>The checks in double.</summary>
    public static IReadOnlyList<OperationCheck<double>> InDouble { get; } =
    [
        Differences(1, 1e-7, DifferenceChecks.First),
        Differences(2, 1e-6, DifferenceChecks.Second),
        Differences(3, 1e-6, DifferenceChecks.Third),
        .. Exact<double>(ExactInDouble, row => row.ValueTolerance),
    ];

    /// <summary>The checks in float: a difference quotient would show rounding alone, so the gradient is held against that in
    /// double.</summary>
    public static IReadOnlyList<OperationCheck<float>> InFloat { get; } =
    [
        new(CheckNames.GradientInDouble, 1, _ => 1e-5, GradientInDouble),
        .. Exact<float>(ExactInFloat, row => row.FloatTolerance),
    ];

    /// <summary>The check of a name in a number type.</summary>
    public static OperationCheck<T> Named<T>(string name, int? order = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ((IReadOnlyList<OperationCheck<T>>)(typeof(T) == typeof(double) ? (object)InDouble : InFloat))
            .Single(check => check.Name == name && (order is null || check.Order == order));

    private static OperationCheck<T>[] Exact<T>(double rounding, Func<OperationRow<T>, double> value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        =>
        [
            new(CheckNames.Value, 0, value, ValueError),
            Exact<T>(CheckNames.Adjointness, 1, rounding, (at, _) => ExactChecks.Adjointness(at)),
            Exact<T>(CheckNames.LinearityInCotangent, 1, rounding, (at, _) => ExactChecks.LinearityInCotangent(at)),
            Exact<T>(CheckNames.LinearityInTangent, 1, rounding, (at, _) => ExactChecks.LinearityInTangent(at)),
            Exact<T>(CheckNames.Symmetry, 2, rounding, ExactChecks.Symmetry, curvedToo: true),
            Exact<T>(CheckNames.Modes, 2, rounding, ExactChecks.Modes, curvedToo: true),
            new(
                CheckNames.Constant,
                1,
                _ => 0,
                (row, shapes)
                    => shapes.Select((_, k) => k).All(row.IsDifferentiableIn)
                        ? null
                        : ExactChecks.LeakIntoConstants(row, shapes, RowCase<T>.Of(row, shapes))),
            new(CheckNames.Replay, 2, _ => 0, ReplayCheck.Difference),
        ];

    private static OperationCheck<double> Differences(int order, double tolerance, Func<RowCase<double>, bool, double> error)
        => Exact(CheckNames.Differences, order, tolerance, error, curvedToo: true);

    private static OperationCheck<T> Exact<T>(
        string name, int order, double tolerance, Func<RowCase<T>, bool, double> error, bool curvedToo = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(name, order, _ => tolerance, (row, shapes) =>
        {
            if (row.Constant is not null)
            {
                return null;
            }

            RowCase<T> at = RowCase<T>.Of(row, shapes);
            return at.Length == 0 ? null : curvedToo ? Math.Max(error(at, false), error(at, true)) : error(at, false);
        });

    private static double? ValueError<T>(OperationRow<T> row, Shape[] shapes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowCase<T> at = RowCase<T>.Of(row, shapes);
        ReferenceArray expected = row.Reference([.. shapes.Select((shape, k) => new ReferenceArray(shape, at.Point[k]))]);
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T> output = row.Apply(at.Place(tape, at.Flat()));
        return output.Shape == expected.Shape ? Near.Distance(expected.Values, Near.ToDouble(output.Values)) : double.PositiveInfinity;
    }

    private static double? GradientInDouble(OperationRow<float> row, Shape[] shapes)
    {
        RowCase<float> at = RowCase<float>.Of(row, shapes);
        if (row.Constant is not null || at.Length == 0)
        {
            return null;
        }

        OperationRow<double> exact = OperationCatalogue<double>.Named(row.Name);
        RowCase<double> exactAt = new(exact.Apply, shapes, at.Point, exact.IsDifferentiableIn, new RandomStream(7, "unused"));
        return Near.Distance(Gradient(exactAt, at.Cotangent), Gradient(at, at.Cotangent));
    }

    private static double[] Gradient<T>(RowCase<T> at, double[] cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T>[] inputs = at.Place(tape, at.Flat());
        Variable<T> value = at.Apply(inputs);
        return RowCase<T>.Join(tape.VectorJacobianProduct(value, RowCase<T>.On(tape, cotangent, value.Shape), at.Varied(inputs)));
    }
}
