using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Convolution and pooling.</content>
internal static partial class OperationCatalogue<T>
{
    private const string Places = "They only say where the greatest element is: the result does not move with them.";

    private static OperationRow<T>[] Images =>
    [
        Convolution(
            "convolve", ConvolutionGeometry.Square(),
            [[[1, 1, 3, 3], [1, 1, 2, 2]], [[2, 2, 3, 2], [2, 2, 2, 1]], [[1, 1, 1, 1], [1, 1, 1, 1]], [[2, 1, 1, 2, 3], [2, 1, 2, 2]],
                [[2, 1, 1, 2, 2], [2, 1, 1, 2, 1]], [[1, 1, 2, 2], [2, 1, 1, 1, 2]], [[0, 1, 2, 2], [1, 1, 2, 2]]])
            .Says("Σ of kernel times window", "linear in each input", "x.Convolve(kernel)"),
        Convolution(
            "convolve with stride and padding",
            ConvolutionGeometry.Square(stride: 2, padding: 1),
            [[[1, 2, 3, 4], [1, 2, 3, 2]], [[1, 1, 1, 1], [2, 1, 2, 2]], [[0, 1, 2, 2], [1, 1, 2, 2]]])
            .Says("the same, every second window of the padded image", "linear in each input", "x.Convolve(kernel, geometry)"),
        Convolution(
            "convolve in groups, dilated",
            new(1, 2, 0, 1, 2, 1, 2),
            [[[1, 4, 3, 3], [2, 2, 2, 2]], [[2, 2, 3, 2], [2, 1, 2, 2]], [[1, 2, 3, 1], [4, 1, 1, 1]], [[0, 2, 3, 3], [2, 1, 2, 2]]])
            .Says("the same, channels in groups, kernel spread", "linear in each input"),
        new()
        {
            Name = "convolve transposed",
            Formula = new(
                "each element times the kernel, added where its window was",
                "linear in each input",
                "x.ConvolveTransposed(kernel, height, width, geometry)"),
            Apply = inputs => inputs[0].ConvolveTransposed(inputs[1], 4, 3, ConvolutionGeometry.Square(stride: 2, padding: 1)),
            Reference = inputs => Spread(inputs[0], inputs[1], 4, 3, ConvolutionGeometry.Square(stride: 2, padding: 1)),
            Samples = [[[1, 2, 2, 2], [2, 1, 3, 2]], [[2, 1, 2, 2], [1, 2, 3, 3]], [[2, 1, 1, 2, 2], [2, 1, 1, 3, 2]],
                [[0, 1, 2, 2], [1, 1, 3, 3]]],
            Domains = [Domain.Between(-2, 2)],
            Bad =
            [
                new(
                    [[1, 2, 3, 2], [2, 1, 3, 2]], null, typeof(ArgumentException), "transposed convolution", "[1, 1, 2, 3, 2]",
                    "[1, 2, 1, 3, 2]"),
                new([[2, 2], [2, 1, 3, 2]], null, typeof(ArgumentException), "ConvolveTransposed", "[2, 2]", "[2, 1, 3, 2]"),
            ],
        },
        new()
        {
            // No method records it by itself: it is the derivative of convolution by the kernel.
            Name = "convolve to kernel",
            Formula = new("Σ of result times window: the transpose by the kernel", "linear in each input"),
            Apply = inputs => inputs[0].Tape.Apply(
                new ConvolveToKernelOperation<T>(ConvolutionGeometry.Square(padding: 1), [1, 2, 1, 2, 2]), inputs[0], inputs[1]),
            Reference = inputs => ReferenceArray.From(
                [1, 2, 1, 2, 2], w => ReferenceArray.Indices(inputs[1].Shape).Where(y => y[2] == w[1]).Sum(y =>
                inputs[1][y] * Padded(inputs[0], y[0], y[1], w[2], y[3] + w[3] - 1, y[4] + w[4] - 1))),
            Samples = [[[1, 2, 1, 2, 1], [1, 2, 2, 3, 2]], [[1, 1, 1, 1, 1], [1, 1, 2, 2, 2]], [[1, 0, 1, 2, 2], [1, 0, 2, 3, 3]]],
            Domains = [Domain.Between(-2, 2)],
            Bad =
            [
                new(
                    [[1, 1, 1, 2, 2], [1, 1, 2, 2, 2]], null, typeof(ArgumentException), "[1, 1, 1, 2, 2]", "[1, 1, 2, 3, 3]",
                    "[1, 1, 2, 2, 2]"),
            ],
        },
        Pool(
            "max pool", x => x.MaxPool(2), 2, 2, 0, row => row.Max(),
            [[[4, 4]], [[2, 2]], [[1, 3, 5]], [[2, 1, 2, 4]], [[0, 2, 2]]])
            .Says(
                "max of each window",
                "that of the first greatest element of the window",
                "x.MaxPool(window)") with { Domains = [Domain.Distinct],
            Special = [new([[3, 7, 7, 1]], [7], [0, 1, 0, 0], [0, 0, 0, 0]) { Shapes = [[2, 2]] }] },
        Pool(
            "max pool, overlapping and padded", x => x.MaxPool(3, 2, 1), 3, 2, 1, row => row.Max(),
            [[[4, 5]], [[2, 2]], [[1, 3, 1]], [[0, 3, 3]]])
            .Says(
                "max of each window, padding left out",
                "that of the first greatest element of the window",
                "x.MaxPool(window, stride, padding)") with { Domains = [Domain.Distinct] },
        Pool(
            "average pool", x => x.AveragePool(2), 2, 2, 0, row => row.Sum() / 4,
            [[[4, 4]], [[2, 2]], [[1, 3, 5]], [[2, 1, 2, 4]], [[0, 2, 2]]])
            .Says("mean of each window", OperationFormula.Linear, "x.AveragePool(window)"),
        Pool(
            "average pool, overlapping and padded", x => x.AveragePool(3, 2, 1), 3, 2, 1, row => row.Sum() / 9,
            [[[4, 5]], [[2, 2]], [[1, 3, 1]], [[0, 3, 3]]])
            .Says("Σ of each window / its size, padding counted as 0", OperationFormula.Linear, "x.AveragePool(window, stride, padding)"),
        Pool("max pool by axes", new(2, 3, 1, 2, 1, 0), (x, g) => x.MaxPool(g), static (values, _) => values.Max())
            .Says("max of each window", "that of the first greatest element of the window", "x.MaxPool(geometry)")
            with { Domains = [Domain.Distinct] },
        Pool("max pool, dilated", new(2, 2, 1, 2, 0, 1, 2, 3), (x, g) => x.MaxPool(g), static (values, _) => values.Max())
            .Says("max of each window", "that of the first greatest element of the window")
            with { Domains = [Domain.Distinct] },
        Pool(
            "max pool, incomplete windows too", new(3, 2, 2, 3, 1, 0, CeilingMode: true), (x, g) => x.MaxPool(g),
            static (values, _) => values.Max())
            .Says("max of each window", "that of the first greatest element of the window")
            with { Domains = [Domain.Distinct] },
        Pool("average pool by axes", new(2, 3, 1, 2, 1, 1), (x, g) => x.AveragePool(g), static (values, places) => values.Sum() / places)
            .Says("mean of each window", OperationFormula.Linear, "x.AveragePool(geometry)"),
        Pool(
            "average pool without the border", new(2, 3, 1, 2, 1, 1), (x, g) => x.AveragePool(g, countPadding: false),
            static (values, _) => values.Average())
            .Says("mean of each window's own places", OperationFormula.Linear, "x.AveragePool(geometry, countPadding: false)"),
        Pool(
            "average pool, incomplete windows too", new(3, 2, 2, 3, 1, 1, CeilingMode: true), (x, g) => x.AveragePool(g),
            static (values, places) => values.Sum() / places)
            .Says("mean of each window", OperationFormula.Linear),
        Pool(
            "average pool with a divisor", new(2, 2, 1, 1, 0, 1), (x, g) => x.AveragePool(g, divisor: 3),
            static (values, _) => values.Sum() / 3)
            .Says("sum of each window / d", OperationFormula.Linear, "x.AveragePool(geometry, divisor: d)"),
        Adaptive("adaptive max pool", x => x.AdaptiveMaxPool(2, 3), row => row.Max())
            .Says(
                "max of each of so many windows",
                "that of the first greatest element of the window",
                "x.AdaptiveMaxPool(rows, columns)") with { Domains = [Domain.Distinct] },
        Adaptive("adaptive average pool", x => x.AdaptiveAveragePool(2, 3), row => row.Average())
            .Says("mean of each of so many windows", OperationFormula.Linear, "x.AdaptiveAveragePool(rows, columns)"),
        new()
        {
            // Neither this nor the values and places of max pooling apart from each other are recorded by a method.
            Name = "max pool of other values",
            Formula = new("x where the greatest element of each window of p is", "linear in x: the same of its tangent"),
            Apply = inputs => inputs[0].Tape.Apply(
                new MaxPoolOperation<T>(Two(inputs[0].Shape[1]), Two(inputs[0].Shape[2])), inputs[0], inputs[1]),
            Reference = inputs => ReferenceArray.From(
                [inputs[0].Sizes[0], inputs[0].Sizes[1] / 2, inputs[0].Sizes[2] / 2], index => inputs[0][GreatestOfTwo(inputs[1], index)]),
            Samples = [[[1, 2, 2], [1, 2, 2]], [[2, 4, 3], [2, 4, 3]], [[0, 2, 2], [0, 2, 2]]],
            Domains = [Domain.Between(-2, 2), Domain.Distinct],
            ConstantInputs = new() { [1] = Places },
            Bad = [new([[1, 2, 2], [1, 2, 3]], null, typeof(ArgumentException), "max pool", "[1, 2, 2]", "[1, 2, 3]")],
        },
        new()
        {
            Name = "max pool transposed",
            Formula = new("each element added where its window of p is greatest", "linear in the elements: the same of their tangent"),
            Apply = inputs => inputs[0].Tape.Apply(
                new MaxPoolTransposeOperation<T>(Two(inputs[1].Shape[1]), Two(inputs[1].Shape[2])), inputs[0], inputs[1]),
            Reference = inputs => ReferenceArray.From(inputs[1].Shape, index => ReferenceArray.Indices(inputs[0].Shape)
                .Where(window => GreatestOfTwo(inputs[1], window).SequenceEqual(index)).Sum(window => inputs[0][window])),
            Samples = [[[1, 1, 1], [1, 2, 2]], [[2, 2, 1], [2, 4, 3]], [[2, 2, 2], [2, 4, 4]], [[0, 1, 1], [0, 2, 2]]],
            Domains = [Domain.Between(-2, 2), Domain.Distinct],
            ConstantInputs = new() { [1] = Places },
            NoBadInput = "It is recorded by the rule of max pooling alone, with shapes that fit.",
        },
    ];

    private static OperationRow<T> Convolution(string name, ConvolutionGeometry geometry, Shape[][] samples) => new()
    {
        Name = name,
        Apply = inputs => inputs[0].Convolve(inputs[1], geometry),
        Reference = inputs => Convolved(inputs[0], inputs[1], geometry),
        Samples = samples,
        Domains = [Domain.Between(-2, 2)],
        Bad =
        [
            new([[1, 6, 3, 3], [2, 4, 1, 1]], null, typeof(ArgumentException), "6 channels", "2 of 4 channels"),
            new(
                [[3, 3], [1, 1, 2, 2]], null, typeof(ArgumentException), "Convolve", "[images, channels, height, width]", "[3, 3]",
                "[1, 1, 2, 2]"),
            new([[2, 1, 1, 3, 3], [3, 1, 1, 2, 2]], null, typeof(ArgumentException), "task axis", "[2, 1, 1, 3, 3]", "[3, 1, 1, 2, 2]"),
            new([[1, geometry.Groups, 1, 1], [geometry.Groups, 1, 9, 9]], null, typeof(ArgumentException), "9 x 9", "1 x 1", "pad"),
        ],
    };

    // By the list of places of each window, those on the border among them.
    private static OperationRow<T> Pool(
        string name,
        PoolingGeometry geometry,
        Func<Variable<T>, PoolingGeometry, Variable<T>> apply,
        Func<double[], int, double> reduce) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0], geometry),
            Reference = inputs =>
            {
                ReferenceArray x = inputs[0];
                int[][] rows = PlacesOf(
                    x.Sizes[^2], geometry.WindowY, geometry.StrideY ?? geometry.WindowY, geometry.PaddingY, geometry.DilationY,
                    geometry.CeilingMode);
                int[][] columns = PlacesOf(
                    x.Sizes[^1], geometry.WindowX, geometry.StrideX ?? geometry.WindowX, geometry.PaddingX, geometry.DilationX,
                    geometry.CeilingMode);
                return ReferenceArray.From(Shape.Create([.. x.Sizes[..^2], rows.Length, columns.Length]), index => reduce(
                    [.. from row in rows[index[^2]] where row >= 0 && row < x.Sizes[^2]
                        from column in columns[index[^1]] where column >= 0 && column < x.Sizes[^1]
                        select x[[.. index[..^2], row, column]]],
                    rows[index[^2]].Length * columns[index[^1]].Length));
            },
            Samples = [[[4, 5]], [[5, 6]], [[2, 3, 4]], [[2, 1, 4, 7]], [[0, 3, 4]]],
            Domains = [Domain.Between(0.2, 2)],
            Bad =
            [
                new([[3]], null, typeof(ArgumentException), "[..., height, width]", "[3]"),
                new([[5, 0]], null, typeof(ArgumentException), "does not fit an axis of 0"),
                new(
                    [[2, 2]], inputs => inputs[0].MaxPool(new PoolingGeometry(1, 1, DilationX: 0)), typeof(ArgumentException),
                    "dilation 0"),
                new(
                    [[2, 2]], inputs => inputs[0].MaxPool(new PoolingGeometry(1, 3)), typeof(ArgumentException), "window of 3",
                    "axis of 2"),
                new(
                    [[2, 2]], inputs => inputs[0].AveragePool(new PoolingGeometry(1, 2, PaddingX: 2)), typeof(ArgumentException),
                    "half a window", "padding 2"),
                new(
                    [[2, 2]], inputs => inputs[0].AveragePool(new PoolingGeometry(1, 2), divisor: 0), typeof(ArgumentOutOfRangeException),
                    "got 0"),
            ],
        };

    private static int[][] PlacesOf(int size, int window, int stride, int padding, int dilation, bool incomplete)
    {
        List<int[]> windows = [];
        for (int start = -padding; start < size + padding; start += stride)
        {
            int[] all = [.. Enumerable.Range(0, window).Select(k => start + (k * dilation))];
            int[] held = [.. all.Where(place => place < size + padding)];
            bool isNew = windows.Count == 0 || windows[^1][^1] < size + padding - 1;
            if (held.Length == window || (incomplete && start < size && held[^1] + dilation >= size + padding && isNew))
            {
                windows.Add(held);
            }
        }

        return [.. windows];
    }

    private static OperationRow<T> Pool(
        string name, Func<Variable<T>, Variable<T>> apply, int window, int stride, int padding, Func<double[], double> reduce,
        Shape[][] samples) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => Windows(
                inputs[0],
                size => [.. Enumerable.Range(0, ((size + (2 * padding) - window) / stride) + 1)
                    .Select(k => Enumerable.Range((k * stride) - padding, window).ToArray())],
                reduce),
            Samples = samples,
            Domains = [Domain.Between(0.2, 2)],
            Bad =
            [
                new([[3]], null, typeof(ArgumentException), "[..., height, width]", "[3]"),
                new([[2, 0]], null, typeof(ArgumentException), "does not fit an axis of 0"),
                new([[2, 2]], inputs => inputs[0].MaxPool(0), typeof(ArgumentException), "window of 0"),
                new([[2, 2]], inputs => inputs[0].AveragePool(2, 0), typeof(ArgumentException), "stride 0"),
                new([[2, 2]], inputs => inputs[0].MaxPool(2, 2, 2), typeof(ArgumentException), "half a window", "padding 2"),
            ],
        };

    private static OperationRow<T> Adaptive(string name, Func<Variable<T>, Variable<T>> apply, Func<double[], double> reduce) => new()
    {
        Name = name,
        Apply = inputs => apply(inputs[0]),
        Reference = inputs =>
        {
            int call = 0;
            return Windows(
                inputs[0],
                size =>
                {
                    int count = call++ == 0 ? 2 : 3;
                    return [.. Enumerable.Range(0, count).Select(k => Enumerable.Range(0, size)
                        .Where(i => (i + 1) * count > k * size && i * count < (k + 1) * size).ToArray())];
                },
                reduce);
        },
        Samples = [[[4, 6]], [[5, 7]], [[2, 3, 3]], [[1, 1, 4]], [[0, 2, 3]]],
        Domains = [Domain.Between(0.2, 2)],
        Bad =
        [
            new([[3]], null, typeof(ArgumentException), "[..., height, width]", "[3]"),
            new([[2, 0]], null, typeof(ArgumentException), "0 places"),
            new([[2, 2]], inputs => inputs[0].AdaptiveMaxPool(0, 1), typeof(ArgumentException), "0 windows"),
        ],
    };

    private static PoolWindows Two(int size) => PoolWindows.Regular(size, 2, 2, 0);

    private static int[] GreatestOfTwo(ReferenceArray places, int[] window)
    {
        int[][] candidates =
        [
            .. from y in (int[])[0, 1] from x in (int[])[0, 1] select new[] { window[0], (2 * window[1]) + y, (2 * window[2]) + x },
        ];
        return candidates.MaxBy(index => places[index])!;
    }

    /// <summary>For each pair of a row window and a column window, f of the elements in both; places outside the image are left
    /// out.</summary>
    private static ReferenceArray Windows(ReferenceArray x, Func<int, int[][]> windows, Func<double[], double> reduce)
    {
        int[][] rows = windows(x.Sizes[^2]);
        int[][] columns = windows(x.Sizes[^1]);
        return ReferenceArray.From(Shape.Create([.. x.Sizes[..^2], rows.Length, columns.Length]), index =>
            reduce([.. from row in rows[index[^2]] where row >= 0 && row < x.Sizes[^2]
                       from column in columns[index[^1]] where column >= 0 && column < x.Sizes[^1]
                       select x[[.. index[..^2], row, column]]]));
    }

    /// <summary>An element of an image [tasks, images, channels, height, width], 0 outside.</summary>
    private static double Padded(ReferenceArray image, int task, int number, int channel, int row, int column)
        => row < 0 || row >= image.Sizes[3] || column < 0 || column >= image.Sizes[4]
            ? 0
            : image[image.Sizes[0] == 1 ? 0 : task, number, channel, row, column];

    private static ReferenceArray WithTaskAxis(ReferenceArray x) => x.Shape.Rank == 5 ? x : x.Reshape(x.Shape.Prepend(1));

    private static ReferenceArray Convolved(ReferenceArray image, ReferenceArray kernel, ConvolutionGeometry g)
    {
        ReferenceArray x = WithTaskAxis(image);
        ReferenceArray w = WithTaskAxis(kernel);
        int rows = ((x.Sizes[3] + (2 * g.PaddingY) - (g.DilationY * (w.Sizes[3] - 1)) - 1) / g.StrideY) + 1;
        int columns = ((x.Sizes[4] + (2 * g.PaddingX) - (g.DilationX * (w.Sizes[4] - 1)) - 1) / g.StrideX) + 1;
        int kernelsInGroup = w.Sizes[1] / g.Groups;
        ReferenceArray y = ReferenceArray.From([Math.Max(x.Sizes[0], w.Sizes[0]), x.Sizes[1], w.Sizes[1], rows, columns], index =>
        {
            double sum = 0;
            foreach (int[] k in ReferenceArray.Indices([w.Sizes[2], w.Sizes[3], w.Sizes[4]]))
            {
                int channel = (index[2] / kernelsInGroup * w.Sizes[2]) + k[0];
                double weight = w[w.Sizes[0] == 1 ? 0 : index[0], index[2], k[0], k[1], k[2]];
                sum += weight * Padded(
                    x, index[0], index[1], channel, (index[3] * g.StrideY) + (k[1] * g.DilationY) - g.PaddingY,
                    (index[4] * g.StrideX) + (k[2] * g.DilationX) - g.PaddingX);
            }

            return sum;
        });
        return image.Shape.Rank == 5 || kernel.Shape.Rank == 5 ? y : y.Reshape(y.Shape.Without(0));
    }

    /// <summary>The transposed convolution, one group and no dilation: every product is added where it came from.</summary>
    private static ReferenceArray Spread(ReferenceArray result, ReferenceArray kernel, int height, int width, ConvolutionGeometry g)
    {
        ReferenceArray y = WithTaskAxis(result);
        ReferenceArray w = WithTaskAxis(kernel);
        int tasks = Math.Max(y.Sizes[0], w.Sizes[0]);
        ReferenceArray x = ReferenceArray.From([tasks, y.Sizes[1], w.Sizes[2], height, width], _ => 0);
        foreach (int[] p in ReferenceArray.Indices([tasks, .. y.Sizes[1..]]))
        {
            foreach (int[] k in ReferenceArray.Indices([w.Sizes[2], w.Sizes[3], w.Sizes[4]]))
            {
                int row = (p[3] * g.StrideY) + k[1] - g.PaddingY;
                int column = (p[4] * g.StrideX) + k[2] - g.PaddingX;
                if (row >= 0 && row < height && column >= 0 && column < width)
                {
                    x[p[0], p[1], k[0], row, column] += y[y.Sizes[0] == 1 ? 0 : p[0], p[1], p[2], p[3],
                        p[4]] * w[w.Sizes[0] == 1 ? 0 : p[0], p[2], k[0], k[1], k[2]];
                }
            }
        }

        return result.Shape.Rank == 5 || kernel.Shape.Rank == 5 ? x : x.Reshape(x.Shape.Without(0));
    }
}
