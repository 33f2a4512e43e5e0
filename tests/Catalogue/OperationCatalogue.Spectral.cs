using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Orthogonal factors, eigenvalues and singular values. What is drawn is added to a fixed diagonal with gaps, so that no sample
/// has two equal values.</content>
internal static partial class OperationCatalogue<T>
{
    private static Shape[][] TallSamples => [[[1, 1]], [[3, 3]], [[4, 2]], [[3, 1]], [[2, 3, 2]], [[2, 1, 2, 2]], [[0, 2, 2]], [[3, 0]]];

    private static Shape[][] WideSamples => [[[1, 3]], [[2, 4]], [[2, 2, 3]]];

    private static OperationRow<T>[] Spectral =>
    [
        // Of a square matrix the last column has no influence, and its derivative is 0 but for rounding, which has no relative error:
        // SpectralTests has those.
        Spectrum(
            "orthogonal factor", x => x.Qr().Q, a => QrOf(a).Q,
            [[[1, 1]], [[4, 2]], [[3, 1]], [[2, 3, 2]], [[2, 1, 4, 3]], [[0, 2, 2]], [[3, 0]]])
            .Says(
                "Q of A = Q R, R's diagonal ≥ 0",
                "dA R⁻¹ - Q (K - Ω), K = Q' dA R⁻¹, Ω its lower triangle less the transpose",
                "x.Qr().Q")
            with
        {
            Special = [new([[1, 0, 4, 1]], [0.6, -0.8, 0.8, 0.6]) { Shapes = [[2, 2]] }],
            Bad = [Refused([[3]], x => x[0].Qr().Q, typeof(ArgumentException), "Qr", "[..., m, n]", "[3]")],
        },
        Spectrum("triangular factor", x => x.Qr().R, a => QrOf(a).R, [.. TallSamples, .. WideSamples])
            .Says("R of A = Q R, R's diagonal ≥ 0", "(K - Ω) R", "x.Qr().R")
            with
        {
            Special = [new([[1, 0, 4, 1]], [5, 4, 0, 3]) { Shapes = [[2, 2]] }, new([[-2, 0, 0, -4]], [0, 0, 0, 0]) { Shapes = [[2, 2]] }],
            Bad = [Refused([[3]], x => x[0].Qr().R, typeof(ArgumentException), "Qr", "[..., m, n]", "[3]")],
        },
        Spectrum("symmetric eigenvalues", x => x.SymmetricEigen().Values, a => EigenOf(a).Values, SpectralSquares)
            .Says("w of (A + A') / 2 = V diag(w) V', ascending", "diag(V' dA V)", "x.SymmetricEigen().Values")
            with
        {
            // Two that are equal have a sum with a derivative, and are told in order.
            Special =
            [
                new([[0, 1, 1, -2]], [1, 3]) { Shapes = [[2, 2]] },
                new([[1, 0, 0, -1]], [3, 3], [1, 0, 0, 1]) { Shapes = [[2, 2]] },
                new([[-2, 0, 0, -4]], [0, 0], [1, 0, 0, 1]) { Shapes = [[2, 2]] },
                new([[double.NaN, 0, 0, 1]], [double.NaN, double.NaN]) { Shapes = [[2, 2]] },
            ],
            Bad = [
                Refused([[2, 3]], x => x[0].SymmetricEigen().Values, typeof(ArgumentException), "SymmetricEigen", "[..., n, n]", "[2, 3]")],
        },
        Spectrum("symmetric eigenvectors", x => x.SymmetricEigen().Vectors, a => EigenOf(a).Vectors, SpectralSquares)
            .Says("V of (A + A') / 2 = V diag(w) V'", "V (F * (V' dA V)), F_ij = 1 / (w_j - w_i)", "x.SymmetricEigen().Vectors")
            with
        {
            Special =
            [
                new([[1, 0, 0, -1]], [1, 0, 0, 1]) { Shapes = [[2, 2]] },
                new([[-1, 0, 0, -2]], [1, 0, 0, 1]) { Shapes = [[2, 2]] },
            ],
            Bad = [
                Refused(
                    [[2, 3]], x => x[0].SymmetricEigen().Vectors, typeof(ArgumentException), "SymmetricEigen", "[..., n, n]", "[2, 3]")],
        },
        Spectrum("singular values", x => x.SingularValues(), a => SingularOf(a).Values, [.. TallSamples, .. WideSamples])
            .Says("s of A = U diag(s) V', descending", "diag(U' dA V)", "x.SingularValues()")
            with
        {
            Special =
            [
                new([[-2, -2, 1, -4]], [2, 1], [0, -1, 1, 0]) { Shapes = [[2, 2]] },
                new([[0, 0, 0, -2]], [2, 2], [1, 0, 0, 1]) { Shapes = [[2, 2]] },
                new([[1e200, 0, 0, 2e200]], [2e200, 1e200], [1, 0, 0, 1]) { Shapes = [[2, 2]], OnlyInDouble = true, Tolerance = 1e187 },
            ],
            Bad = [
                Refused([[3]], x => x[0].SingularValues(), typeof(ArgumentException), "SingularValueDecomposition", "[..., m, n]", "[3]")],
        },
        Spectrum("left singular vectors", x => x.SingularValueDecomposition().U, a => SingularOf(a).U, [.. TallSamples, .. WideSamples])
            .Says("U of A = U diag(s) V'", "U (F * (P S + S P')) + (1 - U U') dA V S⁻¹, P = U' dA V", "x.SingularValueDecomposition().U")
            with
        {
            Bad = [
                Refused([[3]], x => x[0].SingularValueDecomposition().U, typeof(ArgumentException), "SingularValueDecomposition", "[3]")],
        },
        Spectrum("right singular vectors", x => x.SingularValueDecomposition().V, a => SingularOf(a).V, [.. TallSamples, .. WideSamples])
            .Says("V of A = U diag(s) V'", "V (F * (S P + P' S)), F_ij = 1 / (s_j² - s_i²)", "x.SingularValueDecomposition().V")
            with
        {
            Special = [new([[-2, 0, 0, -4]], [1, 0, 0, 1]) { Shapes = [[2, 2]] }],
            Bad = [
                Refused([[3]], x => x[0].SingularValueDecomposition().V, typeof(ArgumentException), "SingularValueDecomposition", "[3]")],
        },
    ];

    private static Shape[][] SpectralSquares => [[[1, 1]], [[2, 2]], [[3, 3]], [[2, 3, 3]], [[2, 1, 2, 2]], [[0, 0]], [[0, 2, 2]]];

    private static OperationRow<T> Spectrum(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double[,], double[,]> reference, Shape[][] samples) => new()
        {
            Name = name,
            Apply = inputs => apply(Gapped(inputs[0])),
            Reference = inputs => Results(Gapped(inputs[0]), reference),
            Samples = samples,
            Domains = [Domain.Between(-0.5, 0.5)],
            ValueTolerance = 2e-14,
        };

    private static OperationRow<T> Spectrum(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double[,], double[]> reference, Shape[][] samples) => new()
        {
            Name = name,
            Apply = inputs => apply(Gapped(inputs[0])),
            Reference = inputs => Lists(Gapped(inputs[0]), reference),
            Samples = samples,
            Domains = [Domain.Between(-0.5, 0.5)],
            ValueTolerance = 2e-14,
        };

    // 2, 4, 6 and so on on the diagonal, to special values as well.
    private static Variable<T> Gapped(Variable<T> x)
    {
        (int rows, int columns) = (x.Shape[-2], x.Shape[-1]);
        var values = new T[rows * columns];
        for (int k = 0; k < Math.Min(rows, columns); k++)
        {
            values[k * (columns + 1)] = Number(2 * (k + 1));
        }

        return x + x.Tape.Constant(values, [rows, columns]);
    }

    private static ReferenceArray Gapped(ReferenceArray x)
        => ReferenceArray.From(x.Shape, index => x[index] + (index[^1] == index[^2] ? 2 * (index[^1] + 1) : 0));

    private static ReferenceArray Results(ReferenceArray x, Func<double[,], double[,]> function)
    {
        ReferenceArray zeros = ReferenceArray.From(Shape.Create(x.Sizes[^2], x.Sizes[^1]), static _ => 0);
        double[,] like = function(MatrixAt(Gapped(zeros), []));
        return ReferenceArray.From(
            Shape.Create([.. x.Sizes[..^2], like.GetLength(0), like.GetLength(1)]),
            index => function(MatrixAt(x, index.AsSpan(..^2)))[index[^2], index[^1]]);
    }

    private static ReferenceArray Lists(ReferenceArray x, Func<double[,], double[]> function)
        => ReferenceArray.From(
            Shape.Create([
                .. x.Sizes[..^2], Math.Min(x.Sizes[^2], x.Sizes[^1])]), index => function(MatrixAt(x, index.AsSpan(..^1)))[index[^1]]);

    /// <summary>By making each column orthogonal to those before it, twice.</summary>
    private static (double[,] Q, double[,] R) QrOf(double[,] a)
    {
        (int rows, int columns) = (a.GetLength(0), a.GetLength(1));
        int count = Math.Min(rows, columns);
        var q = new double[rows, count];
        for (int j = 0; j < count; j++)
        {
            var column = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                column[i] = a[i, j];
            }

            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < j; k++)
                {
                    double product = Enumerable.Range(0, rows).Sum(i => q[i, k] * column[i]);
                    for (int i = 0; i < rows; i++)
                    {
                        column[i] -= product * q[i, k];
                    }
                }
            }

            double norm = Math.Sqrt(column.Sum(static value => value * value));
            for (int i = 0; i < rows; i++)
            {
                q[i, j] = column[i] / norm;
            }
        }

        var r = new double[count, columns];
        for (int i = 0; i < count; i++)
        {
            for (int j = i; j < columns; j++)
            {
                r[i, j] = Enumerable.Range(0, rows).Sum(k => q[k, i] * a[k, j]);
            }
        }

        return (q, r);
    }

    /// <summary>By repeated factors: R Q of A = Q R tends to the eigenvalues, and the product of all Q to the eigenvectors.</summary>
    private static (double[] Values, double[,] Vectors) EigenOf(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        var a = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                a[i, j] = (matrix[i, j] + matrix[j, i]) / 2;
            }
        }

        double[,] vectors = Identity(size);
        for (int round = 0; round < 200; round++)
        {
            (double[,] q, double[,] r) = QrOf(a);
            a = Times(r, q);
            vectors = Times(vectors, q);
        }

        int[] order = [.. Enumerable.Range(0, size).OrderBy(k => a[k, k])];
        var sorted = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            int from = order[k];
            double greatest = Enumerable.Range(0, size).Select(i => vectors[i, from]).MaxBy(Math.Abs);
            for (int i = 0; i < size; i++)
            {
                sorted[i, k] = vectors[i, from] * Math.Sign(greatest);
            }
        }

        return ([.. order.Select(k => a[k, k])], sorted);
    }

    /// <summary>From the eigenvectors of A' A, on the shorter side.</summary>
    private static (double[,] U, double[] Values, double[,] V) SingularOf(double[,] a)
    {
        if (a.GetLength(0) < a.GetLength(1))
        {
            (double[,] right, double[] same, double[,] left) = SingularOf(Turned(a));
            return (left, same, right);
        }

        int size = a.GetLength(1);
        (double[] squares, double[,] ascending) = EigenOf(Times(Turned(a), a));
        var v = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            for (int i = 0; i < size; i++)
            {
                v[i, k] = ascending[i, size - 1 - k];
            }
        }

        double[] values = [.. squares.Reverse().Select(Math.Sqrt)];
        double[,] u = Times(a, v);
        for (int i = 0; i < u.GetLength(0); i++)
        {
            for (int k = 0; k < size; k++)
            {
                u[i, k] /= values[k];
            }
        }

        return (u, values, v);
    }

    private static double[,] Times(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < product.GetLength(0); i++)
        {
            for (int j = 0; j < product.GetLength(1); j++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    product[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return product;
    }
}
