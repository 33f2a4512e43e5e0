using System.Globalization;
using System.Text;
using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Examples.Checking;

/// <summary>The table of all operations, as Markdown.</summary>
internal static class OperationTable
{
    private const string RandomPrograms =
        "AUTOGRAD_RANDOM_PROGRAMS=100000 tests/Autograd.Tests/bin/Release/net10.0/AutogradMaml.Autograd.Tests " +
        "-method \"*random_programs*\" -showLiveOutput";

    /// <summary>The text of the file.</summary>
    public static string Text()
    {
        StringBuilder text = new();
        text.Append(string.Create(CultureInfo.InvariantCulture, $"""
            # All operations

            Written by `dotnet run -c Release --project examples/GradientCheck -- --docs docs/operations.md` from the operation
            catalogue; a test fails if it is not what that command writes. Each line is a row of the catalogue, {Documented.Count()}
            of {CatalogueRun.Operations}: the others try the same operations elsewhere, or what only derivatives record.

            - *In C#*: x, y and matrices A, B, L and U are variables, `tape` is their tape; the other arguments are numbers, axes and
              shapes.
            - *Derivative*: f' for a function of one number, otherwise the tangent of the result, where dx is the tangent of x. y is
              the result, a and b are constants, n is the number of elements. Both the reverse rule (VJP) and the forward rule (JVP)
              are checked.
            - *Shapes*: the shapes of a sample and of its result. *Any* means that the shape stays, *broadcast* that operands
              broadcast as in NumPy.
            - *At kinks and limits*: a point, then f, then f', then f'' there, as far as they are promised; the tests hold the library
              to it in double and float. For several inputs or elements f' is the gradient of the sum of the result and f'' its
              Hessian times a vector of ones.
            - *Orders checked*: the orders of the derivatives that are checked against finite differences in double (1 to 1e-7, 2 and
              3 to 1e-6). VJP against JVP, linearity, the symmetry of the Hessian and the mixes of modes hold to 1e-12 besides.
              `dotnet run -c Release --project examples/GradientCheck -- --catalogue` prints the errors.

            Compositions are checked on random programs of 5 to 60 operations, half of them with a task axis, recorded and replayed:
            2,000 in every run of the tests, 100,000 by this command after a Release build:

            ```
            {RandomPrograms}
            ```

            | operation | in C# | formula | shapes | derivative | at kinks and limits | orders checked |
            |---|---|---|---|---|---|---|

            """).ReplaceLineEndings("\n"));
        foreach ((OperationRow<double> row, string call) in Documented)
        {
            string[] cells =
            [
                row.Name, $"`{call}`", row.Formula!.Formula, Shapes(row), row.Formula.Derivative,
                string.Join("; ", row.Special.Select(Promise)), Orders(row),
            ];
            text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The rows of operations that a user calls; the others are tests only.</summary>
    public static IEnumerable<(OperationRow<double> Row, string Call)> Documented
        => OperationCatalogue<double>.Rows.Where(static row => row.Formula?.Call is not null)
            .Select(static row => (row, row.Formula!.Call!));

    private static string Shapes(OperationRow<double> row)
    {
        if (row.Scalar is not null)
        {
            return row.Samples[0].Length == 1 ? "any" : "broadcast";
        }

        Shape[] largest = row.Samples.MaxBy(shapes => shapes.Sum(shape => shape.ElementCount))!;
        return $"{string.Join(", ", largest)} → {RowCase<double>.Of(row, largest).OutputShape}";
    }

    private static string Orders(OperationRow<double> row)
    {
        if (row.Constant is not null)
        {
            return $"none: {Sentence(row.Constant)}";
        }

        // An operand's reason holds for it alone.
        string constants = string.Concat(row.ConstantInputs.Select(pair => $"; not by input {pair.Key + 1}: {Sentence(pair.Value)}"));
        return $"1, 2, 3{constants}";
    }

    private static string Sentence(string reason) => char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.');

    private static string Promise(SpecialValue special)
    {
        string at = $"{List([.. special.Point.SelectMany(values => values)])}: {List(special.Value)}";
        return special.Gradient is null ? at
            : special.Curvature is null ? $"{at}, {List(special.Gradient)}"
            : $"{at}, {List(special.Gradient)}, {List(special.Curvature)}";
    }

    private static string List(double[] values)
        => values.Length == 1 ? Number(values[0]) : $"({string.Join(", ", values.Select(Number))})";

    // Four digits: what is not exact is a check of the value, not a promise of digits.
    private static string Number(double value)
        => double.IsPositiveInfinity(value) ? "∞"
            : double.IsNegativeInfinity(value) ? "-∞"
            : value.ToString("G4", CultureInfo.InvariantCulture);
}
