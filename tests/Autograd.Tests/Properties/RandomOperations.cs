namespace AutogradMaml.Autograd.Tests.Properties;

/// <summary>The operations of random programs.</summary>
internal static class RandomOperations
{
    /// <summary>The most elements that a task's value has.</summary>
    private const int LargestLength = 48;

    /// <summary>The most rows of a matrix that is factorized.</summary>
    private const int LargestMatrix = 6;

    private const string Positive = "({0}.Tanh().MatMul({0}.Tanh(), transposeRight: true) + tape.Ones([{3}]).FromDiagonal())";

    /// <summary>All of them.</summary>
    public static RandomOperation[] All { get; } =
    [
        // What would grow without bound when repeated is bounded by a tanh or a quotient, so that no program overflows. Operations with
        // kinks report how near their operands are to one. f is the first axis after the task axis: 1 where there is one, else 0.
        Two("{0} + {1}", (x, y) => x + y),
        Two("{0} - {1}", (x, y) => x - y),
        Two("({0} * {1}).Tanh()", (x, y) => (x * y).Tanh()),
        Two("{0} / ({1}.Square() + 1.0)", (x, y) => x / (y.Square() + 1.0)),
        One("{0}.Sin()", x => x.Sin()),
        One("{0}.Cos()", x => x.Cos()),
        One("{0}.Tanh()", x => x.Tanh()),
        One("{0}.Sigmoid()", x => x.Sigmoid()),
        One("{0}.Softplus()", x => x.Softplus()),
        One("{0}.Gelu()", x => x.Gelu()),
        One("{0}.Tanh().Exp()", x => x.Tanh().Exp()),
        One("({0}.Square() + 1.0).Log()", x => (x.Square() + 1.0).Log()),
        One("({0}.Square() + 1.0).Sqrt()", x => (x.Square() + 1.0).Sqrt()),
        One("2.0 / ({0}.Square() + 2.0)", x => 2.0 / (x.Square() + 2.0)),
        One("{0}.Tanh().Pow(3.0)", x => x.Tanh().Pow(3.0)),
        Two("({0}.Square() + 0.5).Pow({1}.Tanh()).Tanh()", (x, y) => (x.Square() + 0.5).Pow(y.Tanh()).Tanh()),
        One("{0}.Atan()", x => x.Atan()),
        One("{0}.Asinh()", x => x.Asinh()),
        One("{0}.Erf()", x => x.Erf()),
        One("{0}.Silu()", x => x.Silu()),
        One("{0}.Tanh().Expm1()", x => x.Tanh().Expm1()),
        One("{0}.Square().Log1P()", x => x.Square().Log1P()),
        One("({0}.Square() + 1.0).ReciprocalSqrt()", x => (x.Square() + 1.0).ReciprocalSqrt()),
        One("{0}.Elu()", x => x.Elu()) with { Margin = (x, _) => FromZero(x) },
        One("{0}.Softsign()", x => x.Softsign()) with { Margin = (x, _) => FromZero(x) },
        Two("{0}.Tanh().XLogY({1}.Square() + 0.5).Tanh()", (x, y) => x.Tanh().XLogY(y.Square() + 0.5).Tanh()),
        One("({0}.Square() + 0.5).LogGamma().Tanh()", x => (x.Square() + 0.5).LogGamma().Tanh()),
        One("({0}.Square() + 0.5).Digamma().Tanh()", x => (x.Square() + 0.5).Digamma().Tanh()),
        One("(0.7 * {0}.Tanh()).InverseErf()", x => (0.7 * x.Tanh()).InverseErf()),
        One("0.5 - {0}", x => 0.5 - x),
        One("-0.7 * {0}", x => -0.7 * x),
        One("-{0}", x => -x),
        One("-1.0 * {0}", x => -1.0 * x),
        One("{0}.Relu()", x => x.Relu()) with { Margin = (x, _) => FromZero(x) },
        One("{0}.LeakyRelu(0.1)", x => x.LeakyRelu(0.1)) with { Margin = (x, _) => FromZero(x) },
        One("{0}.Abs()", x => x.Abs()) with { Margin = (x, _) => FromZero(x) },
        Two("{0}.Maximum({1})", (x, y) => x.Maximum(y)) with { Margin = (x, y) => FromZero(x - y) },
        Two("{0}.Minimum({1})", (x, y) => x.Minimum(y)) with { Margin = (x, y) => FromZero(x - y) },
        Two(
            "Variable.Where({0}.Greater({1}), {0}.Sin(), {1})",
            (x, y) => Variable.Where(x.Greater(y), x.Sin(), y)) with { Margin = (x, y) => FromZero(x - y) },
        Axis("{0}.Max([-1])", (x, _) => x.Max([-1])) with { Margin = (x, _) => BetweenTopTwo(x) },
        Axis("{0}.Mean([{2}])", (x, f) => x.Mean([f])),
        Axis("{0}.Sum([-1], keepAxes: true).Tanh()", (x, _) => x.Sum([-1], keepAxes: true).Tanh()),
        Axis("{0}.Tanh().Variance([{2}])", (x, f) => x.Tanh().Variance([f])),
        Axis("{0}.Tanh().Product([-1])", (x, _) => x.Tanh().Product([-1])),
        Axis("({0}.Square() + 0.1).Norm([{2}]).Tanh()", (x, f) => (x.Square() + 0.1).Norm([f]).Tanh()),
        Axis("{0}.CumulativeSum({2}).Tanh()", (x, f) => x.CumulativeSum(f).Tanh()),
        Axis("{0}.Tanh().CumulativeProduct(-1)", (x, _) => x.Tanh().CumulativeProduct(-1)),
        Axis("{0}.CumulativeLogSumExp({2}).Tanh()", (x, f) => x.CumulativeLogSumExp(f).Tanh()),
        Axis("{0}.LinearRecurrence({0}.Sin(), {2}, fromEnd: true).Tanh()", (x, f) => x.LinearRecurrence(x.Sin(), f, fromEnd: true).Tanh()),
        Axis("{0}.CumulativeMaximum(-1)", (x, _) => x.CumulativeMaximum(-1)) with { Margin = (x, _) => BetweenAnyTwo(x) },
        Axis("{0}.Sort()", (x, _) => x.Sort()) with { Margin = (x, _) => BetweenAnyTwo(x) },
        Axis("{0}.TopK(1).Values", (x, _) => x.TopK(1).Values) with { Margin = (x, _) => BetweenTopTwo(x) },
        Axis("({0}.Square() + 0.1).Norm(2.5, [{2}]).Tanh()", (x, f) => (x.Square() + 0.1).Norm(2.5, [f]).Tanh()),
        Axis("{0}.Tanh().Variance([{2}], correction: -1)", (x, f) => x.Tanh().Variance([f], correction: -1)),
        Axis(
            "{0}.ReflectionPad(-1, 1, 0)",
            (x, f) => x.Shape[-1] > 1 && Length(x.Shape, f) <= LargestLength / 2 ? x.ReflectionPad(-1, 1, 0) : null),
        Axis("{0}.ReplicationPad(-1, 1, 1)", (x, f) => Length(x.Shape, f) <= LargestLength / 3 ? x.ReplicationPad(-1, 1, 1) : null),
        Axis("{0}.CircularPad({2}, 1, 0)", (x, f) => Length(x.Shape, f) <= LargestLength / 2 ? x.CircularPad(f, 1, 0) : null),
        Axis("{0}.ResizeNearest(2, 3)", (x, f) => Resizes(x.Shape, f) ? x.ResizeNearest(2, 3) : null, least: 2),
        Axis("{0}.ResizeBilinear(2, 3)", (x, f) => Resizes(x.Shape, f) ? x.ResizeBilinear(2, 3) : null, least: 2),
        Axis(
            "{0}.ResizeBilinear(3, 2, alignCorners: true)",
            (x, f) => Resizes(x.Shape, f) ? x.ResizeBilinear(3, 2, alignCorners: true) : null,
            least: 2),
        Axis("{0}.Flip({2})", (x, f) => x.Flip(f)),
        Axis("{0}.LowerTriangle()", (x, _) => x.LowerTriangle(), least: 2),
        Axis("{0}.Diagonal()", (x, _) => x.Diagonal(), least: 2),
        Axis("{0}.LogSumExp([{2}])", (x, f) => x.LogSumExp([f])),
        Axis("{0}.Softmax()", (x, _) => x.Softmax()),
        Axis("{0}.LogSoftmax({2}).Tanh()", (x, f) => x.LogSoftmax(f).Tanh()),
        Axis("{0}.Transpose()", (x, _) => x.Transpose(), least: 2),
        new RandomOperation("{0}.Reshape({3})", (x, _, f) => x.Reshape(Flat(x.Shape, f))) with { Constants = (x, _, f) => [Flat(x, f)] },
        new("{0}.InsertAxis(-1)", (x, _, f) => x.Shape.Rank - f < 4 ? x.InsertAxis(-1) : null),
        new RandomOperation(
            "{0}.InsertAxis({2}).BroadcastTo({3})",
            (x, _, f)
                => x.Shape.Rank - f < 4 && 2 * Length(x.Shape, f) <= LargestLength
                    ? x.InsertAxis(f).BroadcastTo(Doubled(x.Shape, f))
                    : null) with { Constants = (x, _, f) => [Doubled(x, f)] },
        new(
            "{0}.Slice({2}, 1, {0}.Shape[{2}] - 1)",
            (x, _, f) => x.Shape.Rank > f && x.Shape[f] > 1 ? x.Slice(f, 1, x.Shape[f] - 1) : null),
        new(
            "{0}.Embed(-1, 1, {0}.Shape[-1] + 2)",
            (x, _, f) => x.Shape.Rank > f && Length(x.Shape, f) <= LargestLength / 3 ? x.Embed(-1, 1, x.Shape[-1] + 2) : null),
        new(
            "Variable.Concatenate([{0}, {1}], {2})",
            (x, y, f)
                => x.Shape.Rank > f && x.Shape == y.Shape && 2 * Length(x.Shape, f) <= LargestLength
                    ? Variable.Concatenate([x, y], f)
                    : null),
        new(
            "Variable.Stack([{0}, {1}], -1)",
            (x, y, f)
                => x.Shape.Rank - f < 4 && x.Shape == y.Shape && 2 * Length(x.Shape, f) <= LargestLength
                    ? Variable.Stack([x, y], -1)
                    : null),
        new("{0}.MatMul({1}).Tanh()", (x, y, f) => Multiplies(x.Shape, y.Shape, f, false) ? x.MatMul(y).Tanh() : null),
        new(
            "{0}.MatMul({1}, transposeRight: true).Tanh()",
            (x, y, f) => Multiplies(x.Shape, y.Shape, f, true) ? x.MatMul(y, transposeRight: true).Tanh() : null),
        new RandomOperation(
            "{0}.TakeRows({3})",
            (x, _, f)
                => x.Shape.Rank == 2 + f && x.Shape[f] > 1 && x.Shape[-1] <= LargestLength / 3
                    ? x.TakeRows(Rows(f).On(x.Tape))
                    : null) with { Constants = (x, _, f) => [Rows(f)] },
        new RandomOperation(
            "{0}.Gather(-1, {3})",
            (x, _, f)
                => x.Shape.Rank > f && Gathered(x.Shape, f) is { } places
                    ? x.Gather(-1, places.On(x.Tape))
                    : null) with { Constants = (x, _, f) => [Gathered(x, f)!] },
        new RandomOperation(
            "{0}.ScatterAdd(-1, {3}, {4}).Tanh()",
            (x, _, f)
                => x.Shape.Rank > f
                    ? x.ScatterAdd(-1, Scattered(x.Shape, f).On(x.Tape), x.Shape[-1]).Tanh()
                    : null) with { Constants = (x, _, f) => [Scattered(x, f), x[-1]] },
        new(
            "Variable.Einsum(\"...i,...i->...\", {0}, {1}).Tanh()",
            (x, y, f) => x.Shape.Rank > f && x.Shape == y.Shape ? Variable.Einsum("...i,...i->...", x, y).Tanh() : null),
        new(
            "Variable.Einsum(\"...i,...j->...ji\", {0}, {1}).Tanh()",
            (x, y, f)
                => x.Shape.Rank == 1 + f && y.Shape.Rank == 1 + f && x.Shape[-1] * y.Shape[-1] <= LargestLength
                    ? Variable.Einsum("...i,...j->...ji", x, y).Tanh()
                    : null),
        new(
            "Variable.Einsum(\"...ij,...kj->...ki\", {0}, {1}).Tanh()",
            (x, y, f) => Multiplies(x.Shape, y.Shape, f, true) ? Variable.Einsum("...ij,...kj->...ki", x, y).Tanh() : null),
        new(
            "Variable.Einsum(\"...i,...ij,...j->...\", {0}, {1}, {0}).Tanh()",
            (x, y, f)
                => x.Shape.Rank == 1 + f && IsSquare(y.Shape, f) && x.Shape[-1] == y.Shape[-1]
                    ? Variable.Einsum("...i,...ij,...j->...", x, y, x).Tanh()
                    : null),
        new("Variable.Einsum(\"...ii->...i\", {0})", (x, _, f) => IsSquare(x.Shape, f) ? Variable.Einsum("...ii->...i", x) : null),
        Axis(
            "{0}.MaxPool(2, 1)",
            (x, f) => SmallestSide(x.Shape) > 1 ? x.MaxPool(2, 1) : null,
            least: 2) with { Margin = (x, _) => BetweenTopTwoOfWindows(x, 2, 1, 0) },
        Axis("{0}.MaxPool(3, 2, 1)", (x, _) => x.MaxPool(3, 2, 1), least: 2) with { Margin = (x, _) => BetweenTopTwoOfWindows(x, 3, 2, 1) },
        Axis("{0}.AveragePool(2, 1)", (x, f) => SmallestSide(x.Shape) > 1 ? x.AveragePool(2, 1) : null, least: 2),
        Axis("{0}.AveragePool(3, 2, 1)", (x, _) => x.AveragePool(3, 2, 1), least: 2),
        Axis(
            "{0}.AveragePool(new PoolingGeometry(3, 2, 2, 2, 1, 1, CeilingMode: true))",
            (x, _) => x.AveragePool(new PoolingGeometry(3, 2, 2, 2, 1, 1, CeilingMode: true)),
            least: 2),
        Axis(
            "{0}.AveragePool(new PoolingGeometry(3, 3, 2, 1, 1, 1), countPadding: false)",
            (x, _) => x.AveragePool(new PoolingGeometry(3, 3, 2, 1, 1, 1), countPadding: false),
            least: 2),
        Axis(
            "{0}.AdaptiveAveragePool(2, 2)",
            (x, f) => Length(x.Shape, f) <= LargestLength / 4 ? x.AdaptiveAveragePool(2, 2) : null,
            least: 2),
        Convolution(
            "{0}.Reshape({3}).Convolve({1}.Reshape({4}), ConvolutionGeometry.Square(padding: 1)).Tanh()",
            ConvolutionGeometry.Square(padding: 1)),
        Convolution(
            "{0}.Reshape({3}).Convolve({1}.Reshape({4}), ConvolutionGeometry.Square(stride: 2, padding: 1)).Tanh()",
            ConvolutionGeometry.Square(stride: 2, padding: 1)),
        new RandomOperation(
            "{0}.Reshape({3}).ConvolveTransposed({1}.Reshape({4}), {5}, {6}).Tanh()",
            (x, y, f) => Spread(x.Shape, y.Shape, f) is { } to
                ? x.Reshape(to.Image).ConvolveTransposed(y.Reshape(to.Kernel), to.Height, to.Width).Tanh()
                : null) with
        {
            Constants = (x, y, f) => Spread(x, y, f) is { } to ? [to.Image, to.Kernel, to.Height, to.Width] : [],
        },
        Matrix($"{Positive}.Cholesky()", (x, _) => Definite(x).Cholesky()),
        Matrix($"{Positive}.Qr().R.Tanh()", (x, _) => Definite(x).Qr().R.Tanh()),
        Matrix($"{Positive}.Qr().Q", (x, _) => Definite(x).Qr().Q),
        Matrix($"{Positive}.LogDeterminant()", (x, _) => Definite(x).LogDeterminant()),
        Matrix($"{Positive}.Inverse()", (x, _) => Definite(x).Inverse()),
        Matrix($"{Positive}.Solve({{1}})", (x, y) => Definite(x).Solve(y), solves: true),
        Matrix(
            $"{Positive}.Cholesky().SolveTriangular({{1}}, lower: true)",
            (x, y) => Definite(x).Cholesky().SolveTriangular(y, lower: true),
            solves: true),
        Matrix(
            $"(0.1 * {Positive}.Cholesky()).SolveTriangular({{1}}, lower: true, unitDiagonal: true)",
            (x, y) => (0.1 * Definite(x).Cholesky()).SolveTriangular(y, lower: true, unitDiagonal: true),
            solves: true),
    ];

    /// <summary>The sine of the first operand, which fits every shape.</summary>
    public static int Sine { get; } = Array.FindIndex(All, operation => operation.Text == "{0}.Sin()");

    /// <summary>Whether two shapes broadcast, to no more than the most elements of a value.</summary>
    public static bool Broadcast(Shape x, Shape y, int first)
    {
        int rank = Math.Max(x.Rank, y.Rank);
        int length = 1;
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int a = fromEnd <= x.Rank ? x[-fromEnd] : 1;
            int b = fromEnd <= y.Rank ? y[-fromEnd] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return false;
            }

            length *= Math.Max(a, b);
        }

        return (first == 0 ? length : length / RandomProgram.Tasks) <= LargestLength;
    }

    private static RandomOperation One(string text, Func<Variable<double>, Variable<double>> apply) => new(text, (x, _, _) => apply(x));

    private static RandomOperation Two(string text, Func<Variable<double>, Variable<double>, Variable<double>> apply)
        => new(text, (x, y, _) => apply(x, y)) { Broadcasts = true };

    private static RandomOperation Axis(string text, Func<Variable<double>, int, Variable<double>?> apply, int least = 1)
        => new(text, (x, _, f) => x.Shape.Rank - f >= least ? apply(x, f) : null);

    /// <summary>The number of a task's elements.</summary>
    private static int Length(Shape shape, int first) => first == 0 ? shape.ElementCount : shape.ElementCount / RandomProgram.Tasks;

    private static Shape Flat(Shape shape, int first)
        => first == 0 ? [shape.ElementCount] : [RandomProgram.Tasks, shape.ElementCount / RandomProgram.Tasks];

    private static Shape Doubled(Shape shape, int first) => Shape.Create([.. shape.Sizes[..first], 2, .. shape.Sizes[first..]]);

    private static Places Rows(int first) => first == 0 ? new([1, 0, 1], [3]) : new([1, 0, 1, 1, 0, 1], [RandomProgram.Tasks, 3]);

    /// <summary>Three places along the last axis, the same in every task; null where they would be too many.</summary>
    private static Places? Gathered(Shape shape, int first)
        => Length(shape, first) / shape[-1] * 3 <= LargestLength ? Places.Along(shape.With(-1, 3), shape[-1], first) : null;

    private static Places Scattered(Shape shape, int first) => Places.Along(shape, shape[-1], first);

    private static bool Multiplies(Shape x, Shape y, int first, bool transposed)
        => x.Rank == 2 + first && y.Rank == 2 + first && x[-1] == y[transposed ? -1 : -2]
            && x[-2] * y[transposed ? -2 : -1] <= LargestLength;

    private static double FromZero(Variable<double> x) => x.ToArray().Min(Math.Abs);

    private static double BetweenTopTwo(Variable<double> x)
    {
        double[] values = x.ToArray();
        return Enumerable.Range(0, values.Length / x.Shape[-1]).Min(row =>
        {
            double[] sorted = [.. values.Skip(row * x.Shape[-1]).Take(x.Shape[-1]).OrderDescending()];
            return sorted.Length > 1 ? sorted[0] - sorted[1] : double.PositiveInfinity;
        });
    }

    private static double BetweenAnyTwo(Variable<double> x)
    {
        double[] values = x.ToArray();
        return Enumerable.Range(0, values.Length / x.Shape[-1]).Min(row =>
        {
            double[] sorted = [.. values.Skip(row * x.Shape[-1]).Take(x.Shape[-1]).Order()];
            return sorted.Zip(sorted.Skip(1), (low, high) => high - low).Append(double.PositiveInfinity).Min();
        });
    }

    private static bool Resizes(Shape shape, int first) => Length(shape, first) / (shape[-1] * shape[-2]) * 6 <= LargestLength;

    // Square matrices of rank 2 behind the task axis.
    private static bool IsSquare(Shape shape, int first) => shape.Rank == 2 + first && shape[-1] == shape[-2];

    private static int SmallestSide(Shape shape) => Math.Min(shape[-1], shape[-2]);

    private static RandomOperation Matrix(
        string text, Func<Variable<double>, Variable<double>, Variable<double>> apply, bool solves = false)
        => new(
            text,
            (x, y, f) => x.Shape.Rank == 2 + f && x.Shape[-2] <= LargestMatrix
                && (!solves || (y.Shape.Rank == 2 + f && y.Shape[-2] == x.Shape[-2]))
                ? apply(x, y)
                : null)
        {
            Constants = (x, _, _) => [x.Rank < 2 ? 0 : x[-2]],
        };

    // A A' + I for a bounded A: its eigenvalues lie between 1 and 1 + rows x columns.
    private static Variable<double> Definite(Variable<double> x)
        => x.Tanh().MatMul(x.Tanh(), transposeRight: true) + x.Tape.Ones([x.Shape[-2]]).FromDiagonal();

    private static RandomOperation Convolution(string text, ConvolutionGeometry geometry)
        => new(
            text,
            (x, y, f) => Images(x.Shape, y.Shape, f, geometry) is { } to
                ? x.Reshape(to.Image).Convolve(y.Reshape(to.Kernel), geometry).Tanh()
                : null)
        {
            Constants = (x, y, f) => Images(x, y, f, geometry) is { } to ? [to.Image, to.Kernel] : [],
        };

    /// <summary>x as one image [channels, height, width] and y as kernels of as many channels; with the task axis in front, each task has
    /// kernels of its own. Null where y's elements don't divide into such kernels, or the result would be too large.</summary>
    private static (Shape Image, Shape Kernel)? Images(Shape x, Shape y, int first, ConvolutionGeometry geometry)
    {
        if (x.Rank < 2 + first || y.Rank < 2 + first)
        {
            return null;
        }

        int channels = Length(x, first) / (x[-2] * x[-1]);
        int kernels = Length(y, first) / (channels * y[-2] * y[-1]);
        int rows = Places(x[-2], y[-2]);
        int columns = Places(x[-1], y[-1]);
        int Places(int size, int kernel)
            => ConvolutionGeometry.Places(size, kernel, geometry.StrideY, geometry.PaddingY, geometry.DilationY);
        return kernels > 0 && kernels * channels * y[-2] * y[-1] == Length(y, first) && rows > 0 && columns > 0
            && kernels * rows * columns <= LargestLength
            ? (WithTasks([1, channels, x[-2], x[-1]], first), WithTasks([kernels, channels, y[-2], y[-1]], first))
            : null;
    }

    /// <summary>x as a convolution's result [kernels, rows, columns], y as those kernels, and the size of the image that they came
    /// from.</summary>
    private static (Shape Image, Shape Kernel, int Height, int Width)? Spread(Shape x, Shape y, int first)
    {
        if (x.Rank < 2 + first || y.Rank < 2 + first)
        {
            return null;
        }

        int kernels = Length(x, first) / (x[-2] * x[-1]);
        int channels = Length(y, first) / (kernels * y[-2] * y[-1]);
        int height = x[-2] + y[-2] - 1;
        int width = x[-1] + y[-1] - 1;
        return channels > 0 && kernels * channels * y[-2] * y[-1] == Length(y, first) && channels * height * width <= LargestLength
            ? (WithTasks([1, kernels, x[-2], x[-1]], first), WithTasks([kernels, channels, y[-2], y[-1]], first), height, width)
            : null;
    }

    private static Shape WithTasks(Shape shape, int first) => first == 0 ? shape : shape.Prepend(RandomProgram.Tasks);

    private static double BetweenTopTwoOfWindows(Variable<double> x, int window, int stride, int padding)
    {
        double[] values = x.ToArray();
        (int height, int width) = (x.Shape[-2], x.Shape[-1]);
        double smallest = double.PositiveInfinity;
        for (int plane = 0; plane < values.Length; plane += height * width)
        {
            for (int top = -padding; top + window <= height + padding; top += stride)
            {
                for (int left = -padding; left + window <= width + padding; left += stride)
                {
                    double[] sorted =
                    [
                        .. (from row in Enumerable.Range(top, window)
                            from column in Enumerable.Range(left, window)
                            where row >= 0 && row < height && column >= 0 && column < width
                            select values[plane + (row * width) + column]).OrderDescending(),
                    ];
                    smallest = Math.Min(smallest, sorted.Length > 1 ? sorted[0] - sorted[1] : double.PositiveInfinity);
                }
            }
        }

        return smallest;
    }

    /// <summary>Indices that don't depend on the inputs.</summary>
    private sealed record Places(double[] Values, Shape Shape)
    {
        /// <summary>Whole numbers below a size, some of them twice, the same in every task.</summary>
        public static Places Along(Shape shape, int size, int first)
        {
            int length = Length(shape, first);
            return new([.. Enumerable.Range(0, shape.ElementCount).Select(k => (double)(k % length * (k % length) % size))], shape);
        }

        public Variable<double> On(Tape<double> tape) => tape.Constant(Values, Shape);

        public override string ToString() => $"tape.Constant([{string.Join(", ", Values)}], {Shape})";
    }
}
