using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <summary>Checks against finite differences, in double. Order n takes the engine's derivative of order n - 1 as the function. Errors are
/// relative to the largest element of the derivative, or to a thousandth of the function where that is larger: below it there is nothing
/// but the rounding of the differences.</summary>
internal static class DifferenceChecks
{
    /// <summary>The gradient against differences of the loss, element by element.</summary>
    public static double First(RowCase<double> at, bool curved)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double Value(double[] point)
        {
            tape.Clear();
            return at.Loss(at.Place(tape, point), curved).Scalar;
        }

        double[] expected = FiniteDifferences.Gradient(Value, at.Flat());
        return Near.Distance(expected, Gradient(at, tape, at.Flat(), curved), Floor([Value(at.Flat())]));
    }

    /// <summary>The gradient times two directions against differences of the loss along them, relative to the terms: two elements' work
    /// where the whole gradient has many.</summary>
    public static double FirstAlong(RowCase<double> at, bool curved)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double[] Value(double[] point)
        {
            tape.Clear();
            return [at.Loss(at.Place(tape, point), curved).Scalar];
        }

        double floor = Floor(Value(at.Flat()));
        double[] gradient = Gradient(at, tape, at.Flat(), curved);
        double Error(double[] direction)
        {
            double[] terms = [.. gradient.Zip(direction, (x, y) => x * y)];
            return Math.Abs(terms.Sum() - FiniteDifferences.Along(Value, at.Flat(), direction)[0]) / Math.Max(floor, terms.Max(Math.Abs));
        }

        return Math.Max(Error(at.Tangent), Error(at.OtherTangent));
    }

    /// <summary>The Hessian, column by column, against differences of the gradient.</summary>
    public static double Second(RowCase<double> at, bool curved)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double floor = Floor(Gradient(at, tape, at.Flat(), curved));
        var unit = new double[at.Length];
        List<double> expected = [];
        List<double> actual = [];
        for (int k = 0; k < unit.Length; k++)
        {
            unit[k] = 1;
            expected.AddRange(FiniteDifferences.Along(point => Gradient(at, tape, point, curved), at.Flat(), unit));
            actual.AddRange(Product(at, tape, at.Flat(), unit, curved));
            unit[k] = 0;
        }

        return Near.Distance(expected.ToArray(), actual.ToArray(), floor);
    }

    /// <summary>H u, by forward over reverse, against differences of the gradient along u: a column's work where the whole Hessian has
    /// many.</summary>
    public static double SecondAlong(RowCase<double> at, bool curved)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double floor = Floor(Gradient(at, tape, at.Flat(), curved));
        double[] expected = FiniteDifferences.Along(point => Gradient(at, tape, point, curved), at.Flat(), at.Tangent);
        return Near.Distance(expected, Product(at, tape, at.Flat(), at.Tangent, curved), floor);
    }

    /// <summary>The derivative of H u along another direction, by a forward and by a reverse sweep, against differences of H u.</summary>
    public static double Third(RowCase<double> at, bool curved)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double floor = Floor(Product(at, tape, at.Flat(), at.Tangent, curved));
        double[] expected = FiniteDifferences.Along(point => Product(at, tape, point, at.Tangent, curved), at.Flat(), at.OtherTangent);

        tape.Clear();
        Variable<double>[] inputs = at.Place(tape, at.Flat());
        Variable<double>[] varied = at.Varied(inputs);
        Variable<double>[] product = tape.HessianVectorProduct(at.Loss(inputs, curved), varied, at.Parts(tape, at.Tangent));
        Variable<double>[] across = at.Parts(tape, at.OtherTangent);
        double[] forward = RowCase<double>.Join(tape.JacobianVectorProduct(product, varied, across));

        // The third derivative is symmetric, so the gradient of <H u, v> is the derivative of H u along v.
        Variable<double> inner = product.Zip(across).Select(pair => (pair.First * pair.Second).Sum()).Aggregate((a, b) => a + b);
        double[] reverse = RowCase<double>.Join(tape.Gradient(inner, varied));
        return Math.Max(Near.Distance(expected, forward, floor), Near.Distance(expected, reverse, floor));
    }

    private static double Floor(double[] function) => 1e-3 * Math.Max(1, function.Max(Math.Abs));

    private static double[] Gradient(RowCase<double> at, Tape<double> tape, double[] point, bool curved)
    {
        tape.Clear();
        Variable<double>[] inputs = at.Place(tape, point);
        return RowCase<double>.Join(tape.Gradient(at.Loss(inputs, curved), at.Varied(inputs)));
    }

    private static double[] Product(RowCase<double> at, Tape<double> tape, double[] point, double[] direction, bool curved)
    {
        tape.Clear();
        Variable<double>[] inputs = at.Place(tape, point);
        return RowCase<double>.Join(tape.HessianVectorProduct(at.Loss(inputs, curved), at.Varied(inputs), at.Parts(tape, direction)));
    }
}
