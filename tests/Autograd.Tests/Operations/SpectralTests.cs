using System.Numerics;

namespace AutogradMaml.Autograd.Tests.Operations;

/// <summary>Orthogonal factors, eigenvalues and singular values: what they are defined by, at easy and hard matrices, and their derivatives
/// where the catalogue's samples don't reach.</summary>
public class SpectralTests
{
    public static TheoryData<int, int, double> Sizes()
    {
        TheoryData<int, int, double> sizes = [];
        (int, int)[] forms = [(1, 1), (2, 2), (5, 5), (9, 9), (9, 4), (4, 9), (33, 17), (1, 7), (7, 1)];
        foreach ((int rows, int columns) in forms)
        {
            sizes.Add(rows, columns, 1);
        }

        sizes.Add(6, 4, 1e-18);
        sizes.Add(6, 4, 1e18);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Factors_and_values_are_what_defines_them(int rows, int columns, double scale)
    {
        Holds<double>(rows, columns, scale, 1e-14);
        Holds<float>(rows, columns, scale, 4e-6);
    }

    [Fact]
    public void Dependent_columns_and_zeros_still_give_orthonormal_vectors()
    {
        using Tape<double> tape = new();
        Variable<double> a = tape.Input([1, 2, 0, 2, 4, 0, 3, 6, 0, 4, 8, 0], [4, 3]);
        (Variable<double> u, Variable<double> s, Variable<double> v) = a.SingularValueDecomposition();
        RequireClose(Identity(tape, 3), u.MatMul(u, transposeLeft: true), 1e-14);
        RequireClose(Identity(tape, 3), v.MatMul(v, transposeLeft: true), 1e-14);
        RequireClose(a, (u * s.InsertAxis(-2)).MatMul(v, transposeRight: true), 1e-14);
        Assert.Equal(Math.Sqrt(150), s.At(0, 0).Scalar, 1e-13);
        Assert.InRange(s.At(0, 1).Scalar, 0, 1e-14);
        Assert.Equal(0, s.At(0, 2).Scalar);
        (Variable<double> q, Variable<double> r) = a.Qr();
        RequireClose(Identity(tape, 3), q.MatMul(q, transposeLeft: true), 1e-14);
        RequireClose(a, q.MatMul(r), 1e-14);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    public void The_orthogonal_factor_of_any_form_has_its_derivatives(int rows, int columns)
    {
        Gradients(rows, columns, static x => x.Qr().Q);
        Gradients(rows, columns, static x => x.Qr().R);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    public void What_is_made_of_all_parts_has_its_derivatives(int rows, int columns)
        => Gradients(rows, columns, static x =>
        {
            (Variable<double> u, Variable<double> s, Variable<double> v) = x.SingularValueDecomposition();
            return (u * s.Tanh().InsertAxis(-2)).MatMul(v, transposeRight: true);
        });

    [Fact]
    public void The_square_by_eigenvalues_is_the_square_with_its_derivatives()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input(Values<double>(4, 4, 1), [4, 4]);
        Variable<double> a = x + x.Transpose();
        (Variable<double> w, Variable<double> v) = a.SymmetricEigen();
        Variable<double> square = (v * w.Square().InsertAxis(-2)).MatMul(v, transposeRight: true);
        Variable<double> weights = tape.Constant(Values<double>(4, 4, 3), [4, 4]);
        RequireClose(a.MatMul(a), square, 1e-13);
        RequireClose(tape.Gradient((weights * a.MatMul(a)).Sum(), x), tape.Gradient((weights * square).Sum(), x), 1e-12);
    }

    [Fact]
    public void Equal_eigenvalues_have_a_sum_with_a_derivative_and_vectors_with_none()
    {
        using Tape<double> tape = new();
        Variable<double> a = tape.Input([2, 0, 0, 0, 2, 0, 0, 0, 5], [3, 3]);
        (Variable<double> w, Variable<double> v) = a.SymmetricEigen();
        Assert.Equal([12, 0, 0, 0, 12, 0, 0, 0, 75], tape.Gradient((w * w * w).Sum(), a).ToArray());
        Variable<double> weights = tape.Constant(Values<double>(3, 3, 2), [3, 3]);
        Assert.Contains(tape.Gradient((v * weights).Sum(), a).ToArray(), static value => !double.IsFinite(value));
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], tape.Gradient(a.SingularValues().Sum(), a).ToArray());
        Variable<double> u = a.SingularValueDecomposition().U;
        Assert.Contains(tape.Gradient((u * weights).Sum(), a).ToArray(), static value => !double.IsFinite(value));
    }

    [Theory]
    [InlineData(2, 1.0, 1.0, 0.0, 0.0)]
    [InlineData(2, 1.0, 2.0, 2.0, 4.0)]
    [InlineData(3, 1.0, 2.0, 2.0, 4.0, 3.0, 6.0)]
    [InlineData(3, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)]
    public void A_dependent_column_has_factors_and_a_derivative_that_is_refused(int rows, params double[] values)
    {
        using Tape<double> tape = new();
        Variable<double> a = tape.Input(values, [rows, 2]);
        (Variable<double> q, Variable<double> r) = a.Qr();
        RequireClose(a, q.MatMul(r), 1e-15);
        Assert.Equal(0, r.At(-2, 1).At(-1, 1).Scalar);
        Assert.Throws<FactorizationException>(() => tape.Gradient(r.Sum(), a));
    }

    [Fact]
    public void A_singular_value_of_rounding_is_0_and_its_vectors_have_no_derivative()
    {
        using Tape<double> tape = new();
        Variable<double> a = tape.Input([1, 2, 3, 4, 5, 9, 7, 8, 15, 2, 1, 3], [4, 3]);
        (Variable<double> u, Variable<double> s, _) = a.SingularValueDecomposition();
        Assert.Equal(0, s.At(0, 2).Scalar);
        RequireClose(Identity(tape, 3), u.MatMul(u, transposeLeft: true), 1e-14);
        Variable<double> weights = tape.Constant(Values<double>(4, 3, 2), [4, 3]);
        Assert.Contains(tape.Gradient((u * weights).Sum(), a).ToArray(), static value => !double.IsFinite(value));
    }

    [Fact]
    public void Eigenvalues_near_the_greatest_and_the_least_number_are_those_of_the_matrix()
    {
        Eigenvalues(1e308, 1e-14);
        Eigenvalues(1e-300, 1e-14);
        Eigenvalues(3e38f, 1e-6f);

        static void Eigenvalues<T>(T size, T tolerance)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using Tape<T> tape = new();
            T half = size / T.CreateChecked(2);
            T[] values = tape.Input([half, size, size, -half], [2, 2]).SymmetricEigen().Values.ToArray();
            T expected = T.Sqrt(T.CreateChecked(1.25));
            Assert.InRange(values[0] / size, -expected - tolerance, -expected + tolerance);
            Assert.InRange(values[1] / size, expected - tolerance, expected + tolerance);
        }
    }

    private static void Holds<T>(int rows, int columns, double scale, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = new();
        Variable<T> a = T.CreateChecked(scale) * tape.Input(Values<T>(rows, columns, 5), [rows, columns]);
        int count = Math.Min(rows, columns);
        (Variable<T> q, Variable<T> r) = a.Qr();
        RequireClose(Identity(tape, count), q.MatMul(q, transposeLeft: true), tolerance);
        RequireClose(a, q.MatMul(r), tolerance);
        Assert.All(r.LowerTriangle(-1).ToArray(), static value => Assert.Equal(T.Zero, value));
        Assert.All(r.Diagonal().ToArray(), static value => Assert.True(value >= T.Zero));

        (Variable<T> u, Variable<T> s, Variable<T> v) = a.SingularValueDecomposition();
        RequireClose(Identity(tape, count), u.MatMul(u, transposeLeft: true), tolerance);
        RequireClose(Identity(tape, count), v.MatMul(v, transposeLeft: true), tolerance);
        RequireClose(a, (u * s.InsertAxis(-2)).MatMul(v, transposeRight: true), tolerance);
        T[] values = s.ToArray();
        Assert.True(values[^1] >= T.Zero && values.SequenceEqual(values.OrderDescending()));

        Variable<T> symmetric = q.MatMul(a, transposeLeft: true).MatMul(q.MatMul(a, transposeLeft: true), transposeRight: true);
        (Variable<T> w, Variable<T> vectors) = symmetric.SymmetricEigen();
        RequireClose(Identity(tape, count), vectors.MatMul(vectors, transposeLeft: true), tolerance);
        RequireClose(symmetric, (vectors * w.InsertAxis(-2)).MatMul(vectors, transposeRight: true), tolerance);
        Assert.Equal(w.ToArray().Order(), w.ToArray());
    }

    private static void Gradients(int rows, int columns, Func<Variable<double>, Variable<double>> function)
    {
        GradientReport report = GradientCheck.Run(
            x => function(x).Sin().Sum(),
            System.Numerics.Tensors.Tensor.Create(Values<double>(rows, columns, 1), [(nint)rows, columns]),
            new GradientCheckOptions { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    private static T[] Values<T>(int rows, int columns, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RandomStream stream = new(seed, "matrix", 0);
        return [.. Enumerable.Range(0, rows * columns).Select(_ => T.CreateChecked((2 * stream.NextDouble()) - 1))];
    }

    private static Variable<T> Identity<T>(Tape<T> tape, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tape.Ones([size]).FromDiagonal();

    // Relative to the greatest element.
    private static void RequireClose<T>(Variable<T> expected, Variable<T> found, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Shape, found.Shape);
        double size = expected.ToArray().Select(static value => Math.Abs(double.CreateChecked(value))).Append(0).Max();
        foreach ((T one, T other) in expected.ToArray().Zip(found.ToArray()))
        {
            Assert.InRange(double.CreateChecked(other - one), -tolerance * size, tolerance * size);
        }
    }
}
