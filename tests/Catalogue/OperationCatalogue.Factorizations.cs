using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Cholesky factors, solves, determinants and inverses. What is drawn is added to a fixed matrix, so that every sample is well
/// conditioned.</content>
internal static partial class OperationCatalogue<T>
{
    private static Shape[][] SquareSamples => [[[1, 1]], [[2, 2]], [[3, 3]], [[2, 3, 3]], [[2, 1, 2, 2]], [[0, 0]], [[0, 2, 2]]];

    private static Shape[][] SolveSamples =>
    [
        [[1, 1], [1, 1]], [[3, 3], [3, 2]], [[2, 2], [2, 1]], [[2, 2, 2], [2, 2, 3]], [[2, 2], [3, 2, 1]], [[3, 2, 2], [2, 2]],
        [[2, 1, 2, 2], [3, 2, 2]],
        [[9, 9], [9, 9]], [[2, 2], [2, 0]], [[0, 0], [0, 3]], [[0, 2, 2], [0, 2, 1]],
    ];

    private static OperationRow<T>[] Factorizations =>
    [
        new()
        {
            Name = "cholesky",
            Formula = new(
                "L with L Lᵀ = A, from the lower triangle of A",
                "L P(L⁻¹ dA L⁻ᵀ): the lower triangle, its diagonal halved",
                "A.Cholesky()"),
            Apply = inputs => Moved(inputs[0], false, 4).Cholesky(),
            Reference = inputs => Matrices(Moved(inputs[0], false, 4), CholeskyOf),
            Samples = [.. SquareSamples, [[9, 9]]],
            Domains = [Domain.Between(-0.9, 0.9)],
            Special = [new([[0, 99, 2, 6]], [2, 0, 1, 3], [1.0 / 6, 0, 1.0 / 3, 1.0 / 6]) { Shapes = [[2, 2]] }],
            Bad =
            [
                Refused([[2, 3]], x => x[0].Cholesky(), typeof(ArgumentException), "Cholesky", "[..., n, n]", "[2, 3]"),
                Refused([[3]], x => x[0].Cholesky(), typeof(ArgumentException), "[..., n, n]", "[3]"),
                new(
                    [[2, 2]], x => x[0].Cholesky(), typeof(FactorizationException), "the matrix of [2, 2]", "not positive definite",
                    "pivot 1") { Values = [[1, 2, 2, 1]] },
                new(
                    [[2, 1, 1]], x => x[0].Cholesky(), typeof(FactorizationException), "matrix 1 of [2, 1, 1]", "not positive definite",
                    "pivot 0") { Values = [[1, -1]] },
                new([[1, 1]], x => x[0].Cholesky(), typeof(FactorizationException), "not positive definite") { Values = [[double.NaN]] },
            ],
        },
        Triangular("solve lower triangular", lower: true, transposed: false)
            .Says("X with L X = B", "L⁻¹ (dB - dL X)", "L.SolveTriangular(B, lower: true)"),
        Triangular("solve upper triangular", lower: false, transposed: false)
            .Says("X with U X = B", "U⁻¹ (dB - dU X)", "U.SolveTriangular(B, lower: false)"),
        Triangular("solve lower triangular transposed", lower: true, transposed: true)
            .Says("X with Lᵀ X = B", "L⁻ᵀ (dB - dLᵀ X)", "L.SolveTriangular(B, lower: true, transposed: true)"),
        Triangular("solve upper triangular transposed", lower: false, transposed: true).Says("X with Uᵀ X = B", "U⁻ᵀ (dB - dUᵀ X)"),
        Triangular("solve unit lower triangular", lower: true, transposed: false, unit: true)
            .Says(
                "X with L X = B, the diagonal of L taken as 1", "L⁻¹ (dB - dL X)", "L.SolveTriangular(B, lower: true, unitDiagonal: true)"),
        Triangular("solve unit upper triangular", lower: false, transposed: false, unit: true)
            .Says("X with U X = B, the diagonal of U taken as 1", "U⁻¹ (dB - dU X)"),
        Triangular("solve unit lower triangular transposed", lower: true, transposed: true, unit: true)
            .Says("X with Lᵀ X = B, the diagonal of L taken as 1", "L⁻ᵀ (dB - dLᵀ X)"),
        Triangular("solve unit upper triangular transposed", lower: false, transposed: true, unit: true)
            .Says("X with Uᵀ X = B, the diagonal of U taken as 1", "U⁻ᵀ (dB - dUᵀ X)"),
        General("solve", transposed: false).Says("X with A X = B", "A⁻¹ (dB - dA X)", "A.Solve(B)"),
        General("solve transposed", transposed: true).Says("X with Aᵀ X = B", "A⁻ᵀ (dB - dAᵀ X)", "A.Solve(B, transposed: true)"),
        new()
        {
            Name = "inverse",
            Formula = new("A⁻¹", "-A⁻¹ dA A⁻¹", "A.Inverse()"),
            Apply = inputs => Moved(inputs[0], true, 3).Inverse(),
            Reference = inputs => Matrices(Moved(inputs[0], true, 3), a => SolveOf(a, Identity(a.GetLength(0)))),
            Samples = SquareSamples,
            Domains = [Domain.Between(-0.8, 0.8)],
            Bad =
            [
                Refused([[2, 3]], x => x[0].Inverse(), typeof(ArgumentException), "Inverse", "[..., n, n]", "[2, 3]"),
                new([[2, 2]], x => x[0].Inverse(), typeof(FactorizationException), "singular", "pivot 1") { Values = [[1, 2, 2, 4]] },
            ],
        },
        new()
        {
            Name = "log determinant",
            Formula = new("log |det A|", "tr(A⁻¹ dA)", "A.LogDeterminant()"),
            Apply = inputs => Moved(inputs[0], true, 3).LogDeterminant(),
            Reference = inputs => Numbers(Moved(inputs[0], true, 3), a => Math.Log(Math.Abs(Determinant(a)))),
            Samples = SquareSamples,
            Domains = [Domain.Between(-0.8, 0.8)],
            Special =
            [
                new([[0, -1, 0, 0]], [Math.Log(6)], [0, 0.5, 1.0 / 3, 0]) { Shapes = [[2, 2]] },
                new([[1e200, 0, 0, 1e200]], [400 * Math.Log(10)], [1e-200, 0, 0, 1e-200]) { Shapes = [[2, 2]], OnlyInDouble = true },
            ],
            Bad =
            [
                Refused([[2, 3]], x => x[0].LogDeterminant(), typeof(ArgumentException), "LogDeterminant", "[..., n, n]", "[2, 3]"),
                new(
                    [[2, 2, 2]], x => x[0].LogDeterminant(), typeof(FactorizationException), "LogDeterminant", "matrix 1 of [2, 2, 2]",
                    "singular", "pivot 0") { Values = [[1, 0, 0, 1, 0, 0, 0, 1]] },
            ],
        },
        new()
        {
            Name = "sign of determinant",
            Formula = new("sign(det A)", OperationFormula.None, "A.DeterminantSign()"),
            Apply = inputs => inputs[0].DeterminantSign(),
            Reference = inputs => Numbers(inputs[0], a => Math.Sign(Determinant(a))),
            Samples = SquareSamples,
            Domains = [Domain.OneOf(-2, -1, 0, 1, 3)],
            Constant = Piecewise,
            Special = [new([[1, 2, 2, 4]], [0], [0, 0, 0, 0]) { Shapes = [[2, 2]] }, new([[0, 1, 1, 0]], [-1]) { Shapes = [[2, 2]] }],
            Bad = [Refused([[2, 3]], null, typeof(ArgumentException), "DeterminantSign", "[..., n, n]", "[2, 3]")],
        },
    ];

    private static OperationRow<T> Triangular(string name, bool lower, bool transposed, bool unit = false) => new()
    {
        Name = name,
        Apply = inputs => Moved(OfOneTape(inputs), false, 2).SolveTriangular(inputs[1], lower, transposed, unit),
        Reference = inputs => MatrixPairs(
            Moved(inputs[0], false, 2), inputs[1], (a, b) => SolveOf(TriangleOf(a, lower, transposed, unit), b)),
        Samples = unit ? [.. SolveSamples.Where(shapes => shapes[0] != Shape.Create(9, 9)), [[4, 4], [4, 2]]] : SolveSamples,
        Domains = [Domain.Between(-0.6, 0.6), Domain.AwayFromZero(0.3, 2)],
        ValueTolerance = 1e-14,
        Special =
        [
            unit
                ? new(
                    [lower ? [double.NaN, double.NaN, 1, Infinity] : [double.NaN, 1, double.NaN, Infinity], [2, 4]],
                    lower == transposed ? [-2, 4] : [2, 2]) { Shapes = [[2, 2], [2, 1]] }
                : new(
                    [lower ? [0, double.NaN, 1, 2] : [0, 1, double.NaN, 2], [2, 4]],
                    lower == transposed ? [0.5, 1] : [1, 0.75]) { Shapes = [[2, 2], [2, 1]] },
        ],
        Bad =
        [
            .. Misfits("SolveTriangular", (a, b) => a.SolveTriangular(b, lower, transposed, unit)),
            new(
                [[2, 2, 2], [2, 1]], x => x[0].SolveTriangular(x[1], lower, transposed), typeof(FactorizationException),
                "matrix 1 of [2, 2, 2]", "zero on the diagonal", "pivot 1")
            {
                Values = [[1, 0, 0, 1, 1, 0, 0, 0], [1, 1]],
            },
        ],
    };

    private static OperationRow<T> General(string name, bool transposed) => new()
    {
        Name = name,
        Apply = inputs => Moved(OfOneTape(inputs), true, 3).Solve(inputs[1], transposed),
        Reference = inputs => MatrixPairs(Moved(inputs[0], true, 3), inputs[1], (a, b) => SolveOf(transposed ? Turned(a) : a, b)),
        Samples = SolveSamples,
        Domains = [Domain.Between(-0.6, 0.6), Domain.AwayFromZero(0.3, 2)],
        ValueTolerance = 1e-14,
        Special = [new([[0, -1, 1, 0], [2, 4]], transposed ? [2, 0.5] : [1, 1]) { Shapes = [[2, 2], [2, 1]] }],
        Bad =
        [
            .. Misfits("Solve", (a, b) => a.Solve(b, transposed)),
            new(
                [[2, 2], [2, 1]], x => x[0].Solve(x[1], transposed), typeof(FactorizationException), "the matrix of [2, 2]", "singular",
                "pivot 1") { Values = [[1, 2, 2, 4], [1, 1]] },
        ],
    };

    private static BadInput<T>[] Misfits(string name, Func<Variable<T>, Variable<T>, Variable<T>> solve) =>
    [
        Refused([[2, 3], [2, 1]], x => solve(x[0], x[1]), typeof(ArgumentException), name, "[..., n, n]", "[2, 3]"),
        Refused([[2, 2], [3, 1]], x => solve(x[0], x[1]), typeof(ArgumentException), name, "[2, 2]", "[..., 2, columns]", "[3, 1]"),
        Refused([[2, 2], [2]], x => solve(x[0], x[1]), typeof(ArgumentException), name, "[2]", "InsertAxis"),
        Refused(
            [[2, 2, 2], [3, 2, 1]], x => solve(x[0], x[1]), typeof(ArgumentException), name, "leading axes", "[2]", "[3]",
            "do not broadcast"),
    ];

    // The first operand, after a check that the rows need because they record something of their own before the operation.
    private static Variable<T> OfOneTape(Variable<T>[] inputs)
    {
        inputs[0].Tape.IndexOf(inputs[1]);
        return inputs[0];
    }

    // Adds an amount on the main diagonal, or on the other one, which makes the elimination exchange rows.
    private static Variable<T> Moved(Variable<T> x, bool across, double amount)
    {
        int size = x.Shape[-1];
        var values = new T[size * size];
        for (int k = 0; k < size; k++)
        {
            values[(k * size) + (across ? size - 1 - k : k)] = Number(amount);
        }

        return x + x.Tape.Constant(values, [size, size]);
    }

    private static ReferenceArray Moved(ReferenceArray x, bool across, double amount)
        => ReferenceArray.From(x.Shape, index => x[index] + (index[^1] == (across ? x.Sizes[^1] - 1 - index[^2] : index[^2]) ? amount : 0));

    private static double[,] MatrixAt(ReferenceArray x, ReadOnlySpan<int> batch)
    {
        var matrix = new double[x.Sizes[^2], x.Sizes[^1]];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                matrix[i, j] = x.Broadcast([.. batch, i, j]);
            }
        }

        return matrix;
    }

    private static ReferenceArray Matrices(ReferenceArray x, Func<double[,], double[,]> function)
        => ReferenceArray.From(x.Shape, index => function(MatrixAt(x, index.AsSpan(..^2)))[index[^2], index[^1]]);

    private static ReferenceArray Numbers(ReferenceArray x, Func<double[,], double> function)
        => ReferenceArray.From(Shape.Create([.. x.Sizes[..^2]]), index => function(MatrixAt(x, index)));

    private static ReferenceArray MatrixPairs(ReferenceArray a, ReferenceArray b, Func<double[,], double[,], double[,]> function)
    {
        ReferenceArray BatchOf(ReferenceArray x) => ReferenceArray.From(Shape.Create([.. x.Sizes[..^2]]), _ => 0);
        Shape batch = Broadcast([BatchOf(a), BatchOf(b)], _ => 0).Shape;
        return ReferenceArray.From(
            Shape.Create([.. batch.Sizes, .. b.Sizes[^2..]]),
            index => function(MatrixAt(a, index.AsSpan(..^2)), MatrixAt(b, index.AsSpan(..^2)))[index[^2], index[^1]]);
    }

    private static double[,] Identity(int size)
    {
        var identity = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            identity[k, k] = 1;
        }

        return identity;
    }

    private static double[,] Turned(double[,] a)
    {
        var turned = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                turned[j, i] = a[i, j];
            }
        }

        return turned;
    }

    private static double[,] TriangleOf(double[,] a, bool lower, bool transposed, bool unit)
    {
        var triangle = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                triangle[i, j] = i == j && unit ? 1 : (lower ? j <= i : j >= i) ? a[i, j] : 0;
            }
        }

        return transposed ? Turned(triangle) : triangle;
    }

    /// <summary>By columns, from the definition A = L L' with the lower triangle of A.</summary>
    private static double[,] CholeskyOf(double[,] a)
    {
        int size = a.GetLength(0);
        var l = new double[size, size];
        for (int j = 0; j < size; j++)
        {
            for (int i = j; i < size; i++)
            {
                double rest = a[i, j];
                for (int k = 0; k < j; k++)
                {
                    rest -= l[i, k] * l[j, k];
                }

                l[i, j] = i == j ? Math.Sqrt(rest) : rest / l[j, j];
            }
        }

        return l;
    }

    /// <summary>By Gauss and Jordan, the greatest element of all that are left being the pivot.</summary>
    private static double[,] SolveOf(double[,] matrix, double[,] right)
    {
        int size = matrix.GetLength(0);
        int columns = right.GetLength(1);
        var a = (double[,])matrix.Clone();
        var b = (double[,])right.Clone();
        var rowOf = new int[size];
        Array.Fill(rowOf, -1);
        for (int step = 0; step < size; step++)
        {
            (int row, int column) = (-1, -1);
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    if (!rowOf.Contains(i) && rowOf[j] < 0 && (row < 0 || Math.Abs(a[i, j]) > Math.Abs(a[row, column])))
                    {
                        (row, column) = (i, j);
                    }
                }
            }

            rowOf[column] = row;
            for (int i = 0; i < size; i++)
            {
                double factor = i == row ? 0 : a[i, column] / a[row, column];
                for (int j = 0; j < size; j++)
                {
                    a[i, j] -= factor * a[row, j];
                }

                for (int j = 0; j < columns; j++)
                {
                    b[i, j] -= factor * b[row, j];
                }
            }
        }

        var x = new double[size, columns];
        for (int column = 0; column < size; column++)
        {
            for (int j = 0; j < columns; j++)
            {
                x[column, j] = b[rowOf[column], j] / a[rowOf[column], column];
            }
        }

        return x;
    }

    /// <summary>By expansion along the first row.</summary>
    private static double Determinant(double[,] a)
    {
        int size = a.GetLength(0);
        if (size == 0)
        {
            return 1;
        }

        double sum = 0;
        for (int without = 0; without < size; without++)
        {
            var minor = new double[size - 1, size - 1];
            for (int i = 1; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    if (j != without)
                    {
                        minor[i - 1, j < without ? j : j - 1] = a[i, j];
                    }
                }
            }

            sum += (without % 2 == 0 ? 1 : -1) * a[0, without] * Determinant(minor);
        }

        return sum;
    }
}
