using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Catalogue;

/// <summary>Every operation against finite differences at orders 1, 2 and 3, in double; and its gradient in float against that in
/// double.</summary>
public class CatalogueDifferenceTests(ITestOutputHelper output)
{
    private const double FirstOrder = 1e-7;
    private const double SecondOrder = 1e-6;
    private const double ThirdOrder = 1e-6;

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_gradient_agrees_with_differences_of_the_value(string name) => AtEverySample(name, FirstOrder, DifferenceChecks.First);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_Hessian_agrees_with_differences_of_the_gradient(string name) => AtEverySample(name, SecondOrder, DifferenceChecks.Second);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_third_derivative_agrees_with_differences_of_the_Hessian_vector_product(string name)
        => AtEverySample(name, ThirdOrder, DifferenceChecks.Third);

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_gradient_in_float_is_that_in_double_but_for_rounding(string name)
    {
        OperationRow<float> row = OperationCatalogue<float>.Named(name);
        OperationRow<double> exact = OperationCatalogue<double>.Named(name);
        if (row.Constant is not null)
        {
            return;
        }

        foreach (Shape[] shapes in row.Samples)
        {
            RowCase<float> at = RowCase<float>.Of(row, shapes);
            if (at.Length == 0)
            {
                continue;
            }

            using PoolCheck check = new();
            using Tape<float> tape = check.Tape<float>();
            using Tape<double> exactTape = check.Tape<double>();
            RowCase<double> exactAt = new(exact.Apply, shapes, at.Point, exact.IsDifferentiableIn, new RandomStream(7, "unused"));
            Variable<float>[] inputs = at.Place(tape, at.Flat());
            Variable<double>[] exactInputs = exactAt.Place(exactTape, at.Flat());
            Variable<float> value = row.Apply(inputs);
            Variable<double> exactValue = exact.Apply(exactInputs);
            double[] found = RowCase<float>.Join(tape.VectorJacobianProduct(value, RowCase<float>.On(tape, at.Cotangent, value.Shape), at.Varied(inputs)));
            double[] expected = RowCase<double>.Join(
                exactTape.VectorJacobianProduct(exactValue, RowCase<double>.On(exactTape, at.Cotangent, exactValue.Shape), exactAt.Varied(exactInputs)));
            double error = Near.Distance(expected, found);
            Assert.True(error <= 1e-5, $"{name} of {string.Join(" and ", shapes.Select(shape => shape.ToString()))}: relative error {error:E2}.");
        }
    }

    [Fact]
    public void The_largest_errors_of_all_operations_are_listed()
    {
        string[] columns = ["order 1", "order 2", "order 3", "adjoint", "linear", "symmetry", "modes"];
        var total = new double[columns.Length];
        output.WriteLine($"{"operation",-38}{string.Concat(columns.Select(column => $"{column,10}"))}");
        foreach (OperationRow<double> row in OperationCatalogue<double>.Rows.Where(row => row.Constant is null))
        {
            var largest = new double[columns.Length];
            foreach (Shape[] shapes in row.Samples)
            {
                RowCase<double> at = RowCase<double>.Of(row, shapes);
                if (at.Length == 0)
                {
                    continue;
                }

                double[] errors =
                [
                    Both(curved => DifferenceChecks.First(at, curved)),
                    Both(curved => DifferenceChecks.Second(at, curved)),
                    Both(curved => DifferenceChecks.Third(at, curved)),
                    ExactChecks.Adjointness(at),
                    Math.Max(ExactChecks.LinearityInCotangent(at), ExactChecks.LinearityInTangent(at)),
                    Both(curved => ExactChecks.Symmetry(at, curved)),
                    Both(curved => ExactChecks.Modes(at, curved)),
                ];
                largest = [.. largest.Zip(errors, Math.Max)];
            }

            total = [.. total.Zip(largest, Math.Max)];
            output.WriteLine($"{row.Name,-38}{string.Concat(largest.Select(error => $"{error,10:E1}"))}");
        }

        output.WriteLine($"{"all",-38}{string.Concat(total.Select(error => $"{error,10:E1}"))}");
        double[] allowed = [FirstOrder, SecondOrder, ThirdOrder, 1e-12, 1e-12, 1e-12, 1e-12];
        Assert.All(total.Zip(allowed), pair => Assert.InRange(pair.First, 0, pair.Second));
    }

    private static double Both(Func<bool, double> check) => Math.Max(check(false), check(true));

    private static void AtEverySample(string name, double tolerance, Func<RowCase<double>, bool, double> check)
    {
        OperationRow<double> row = OperationCatalogue<double>.Named(name);
        if (row.Constant is not null)
        {
            return;
        }

        foreach (Shape[] shapes in row.Samples)
        {
            RowCase<double> at = RowCase<double>.Of(row, shapes);
            if (at.Length > 0)
            {
                double error = Both(curved => check(at, curved));
                Assert.True(error <= tolerance, $"{name} of {string.Join(" and ", shapes.Select(shape => shape.ToString()))}: relative error {error:E2}, allowed {tolerance:E1}.");
            }
        }
    }
}
