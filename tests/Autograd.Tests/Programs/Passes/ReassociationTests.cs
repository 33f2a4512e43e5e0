using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

/// <summary>Products in the cheapest order: the same numbers to rounding, fewer operations, and the recorded order where that is not
/// cheaper.</summary>
public sealed class ReassociationTests : IDisposable
{
    private const double Rounding = 1e-13;

    // By name: how many products are reordered, and the function of x [12, 60], b [3, 60], c [3, 40] and d [60, 40].
    private static readonly Dictionary<string, (int Reordered, Func<Variable<double>[], Variable<double>> Function)> Forms = new()
    {
        ["x (bc)"] = (1, static v => v[0].MatMul(v[1].MatMul(v[2], transposeLeft: true))),
        ["x (c'b)'"] = (1, static v => v[0].MatMul(v[2].MatMul(v[1], transposeLeft: true), transposeRight: true)),
        ["x (s bc)"] = (1, static v => v[0].MatMul(0.3 * v[1].MatMul(v[2], transposeLeft: true))),
        ["x (-bc)"] = (1, static v => v[0].MatMul(-v[1].MatMul(v[2], transposeLeft: true))),
        ["x (d + bc)"] = (1, static v => v[0].MatMul(v[3] + v[1].MatMul(v[2], transposeLeft: true))),
        ["x (bc + d)"] = (1, static v => v[0].MatMul(v[1].MatMul(v[2], transposeLeft: true) + v[3])),
        ["x (d - s bc)"] = (1, static v => v[0].MatMul(v[3] - (0.3 * v[1].MatMul(v[2], transposeLeft: true)))),
        ["x (d' - s c'b)'"] = (1, static v => v[0].MatMul(
            v[3].Transpose() - (0.3 * v[2].MatMul(v[1], transposeLeft: true)), transposeRight: true)),
        ["x'' (d - s bc)"] = (1, static v => v[0].Transpose().MatMul(
            v[3] - (0.3 * v[1].MatMul(v[2], transposeLeft: true)), transposeLeft: true)),
        ["x (d - bc + bc)"] = (2, static v => v[0].MatMul(
            (v[3] - v[1].MatMul(v[2], transposeLeft: true)) + (2 * v[1]).MatMul(v[2], transposeLeft: true))),
        ["x (d - s bc), detached"] = (1, static v => v[0].MatMul((v[3] - (0.3 * v[1].MatMul(v[2], transposeLeft: true))).Detach())),
        ["read twice"] = (2, static v =>
        {
            Variable<double> weights = v[3] - (0.3 * v[1].MatMul(v[2], transposeLeft: true));
            return v[0].MatMul(weights).Sum() + v[0].Tanh().MatMul(weights).Sum();
        }
        ),
        ["read as it is"] = (0, static v =>
        {
            Variable<double> weights = v[3] - (0.3 * v[1].MatMul(v[2], transposeLeft: true));
            return v[0].MatMul(weights).Sum() + weights.Sum();
        }
        ),
        ["a dear order"] = (0, static v => v[3].MatMul(v[3].MatMul(v[3], transposeLeft: true))),
        ["with itself"] = (0, static v =>
        {
            Variable<double> square = v[1].MatMul(v[1], transposeLeft: true);
            return square.MatMul(square);
        }
        ),
        ["as the left factor"] = (0, static v => v[1].MatMul(v[2], transposeLeft: true).MatMul(v[3], transposeLeft: true)),
        ["under another shape"] = (0, static v => v[0].Reshape([18, 40]).MatMul(v[1].MatMul(v[2], transposeLeft: true).Reshape([40, 60]))),
    };

    private readonly PoolCheck _pool = new();

    public static TheoryData<string> Names => [.. Forms.Keys];

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_order_gives_the_same_numbers_to_rounding(string name)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double>[] inputs = [Input(tape, 1, 12, 60), Input(tape, 2, 3, 60), Input(tape, 3, 3, 40), Input(tape, 4, 60, 40)];
        (int reordered, var function) = Forms[name];
        Variable<double> result = function(inputs);
        Program<double> recorded = tape.Compile(inputs, [result]);
        Assert.Equal(0, recorded.ReorderedProducts);
        Program<double> program = Check(inputs, [result], reordered);
        Assert.True(reordered == 0 ? program.OperationCount == recorded.OperationCount : program.OperationCount < recorded.OperationCount);
        Assert.Contains($"reordered           {reordered}\n", program.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sum of b'c", 1)]
    [InlineData("sum of s b'c", 1)]
    [InlineData("sum of d + s b'c", 1)]
    [InlineData("sum of two", 2)]
    [InlineData("sum, and x (b'c)", 2)]
    [InlineData("shared d", 1)]
    [InlineData("another axis", 0)]
    [InlineData("bc", 0)]
    [InlineData("b of all tasks", 0)]
    public void Sums_over_tasks_become_products_of_all_rows(string name, int reordered)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 4, 7, 30);
        Variable<double> b = Input(tape, 2, 4, 9, 30);
        Variable<double> c = Input(tape, 3, 4, 9, 50);
        Variable<double> d = Input(tape, 4, 4, 30, 50);
        Variable<double> one = Input(tape, 5, 9, 30);
        Variable<double> shared = Input(tape, 6, 30, 50);
        Variable<double> product = b.MatMul(c, transposeLeft: true);
        Variable<double>[] results = name switch
        {
            "sum of b'c" => [product.Sum([0])],
            "sum of s b'c" => [(0.3 * product).Sum([-3], keepAxes: true)],
            "sum of d + s b'c" => [(d + (0.3 * product)).Sum([0])],
            "sum of two" => [(product - (2 * b).MatMul(c.Tanh(), transposeLeft: true)).Sum([0])],
            "sum, and x (b'c)" => [product.Sum([0]), x.MatMul(product)],
            "shared d" => [x.MatMul(shared - (0.3 * product))],
            "another axis" => [product.Sum([1])],
            "bc" => [b.Transpose().MatMul(c).Sum([0])],
            _ => [one.MatMul(c, transposeLeft: true).Sum([0])],
        };
        Check([x, b, c, d, one, shared], results, reordered);
    }

    [Fact]
    public void The_outputs_of_a_program_are_formed()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 100, 60);
        Variable<double> b = Input(tape, 2, 3, 60);
        Variable<double> c = Input(tape, 3, 3, 40);
        Variable<double> d = Input(tape, 4, 60, 40);
        Variable<double> weights = d - (0.3 * b.MatMul(c, transposeLeft: true));
        Check([x, b, c, d], [x.MatMul(weights), weights], 0);
        Variable<double> product = b.MatMul(c, transposeLeft: true);
        Check([x, b, c, d], [x.MatMul(product), product], 1);
    }

    [Fact]
    public void A_product_and_its_transpose_are_computed_once()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 20, 60);
        Variable<double> y = Input(tape, 2, 3, 60);
        Variable<double> g = Input(tape, 3, 3, 40);
        Variable<double> h = Input(tape, 4, 20, 40);

        // x (y' g) by (x y') g, and y (x' h) by (y x') h.
        Program<double> program = Check(
            [x, y, g, h], [x.MatMul(y.MatMul(g, transposeLeft: true)), y.MatMul(x.MatMul(h, transposeLeft: true))], 2);
        Assert.Equal(3, program.ComputedOperations);
    }

    [Fact]
    public void Empty_products_stay_as_they_are()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 0, 60);
        Variable<double> b = Input(tape, 2, 0, 60);
        Variable<double> c = Input(tape, 3, 0, 40);
        Variable<double> y = Input(tape, 4, 100, 60);
        Check([x, b, c, y], [x.MatMul(b.MatMul(c, transposeLeft: true)), y.MatMul(b.MatMul(c, transposeLeft: true))], null);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using Tape<double> tape = _pool.Tape<double>();
        using ThreadTeam team = new(3);
        Variable<double> x = Input(tape, 1, 100, 1000);
        Variable<double> b = Input(tape, 2, 5, 1000);
        Variable<double> c = Input(tape, 3, 5, 700);
        Variable<double> d = Input(tape, 4, 1000, 700);
        Program<double> program = tape.Compile(
            [x, b, c, d], [x.MatMul(d - (0.3 * b.MatMul(c, transposeLeft: true)))], ProductOrder.Cheapest);
        Assert.Equal(1, program.ReorderedProducts);
        double[] alone = Run(program, [x, b, c, d], null)[0];
        Assert.Equal(alone, Run(program, [x, b, c, d], team)[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Scalings_one_after_another_are_one_factor(int scalings)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 12, 60);
        Variable<double> b = Input(tape, 2, 4, 3, 60);
        Variable<double> c = Input(tape, 3, 4, 3, 40);
        Variable<double> product = b.MatMul(c, transposeLeft: true);
        Variable<double> one = b.Sum([0]).MatMul(c.Sum([0]), transposeLeft: true);
        for (int k = 0; k < scalings; k++)
        {
            product = 0.5 * product;
            one = 0.5 * one;
        }

        Check([x, b, c], [x.MatMul(one)], 1);
        Check([x, b, c], [product.Sum([0])], 1);
    }

    [Fact]
    public void Factors_that_are_too_small_together_stay_apart()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 12, 60);
        Variable<double> b = Input(tape, 2, 3, 60);
        Variable<double> c = Input(tape, 3, 3, 40);
        Variable<double> great = (1e150 * b).MatMul(1e150 * c, transposeLeft: true);
        Check([x, b, c], [x.MatMul(1e-170 * (1e-170 * great))], 0);
        Check([x, b, c], [x.MatMul(1e-100 * (1e-100 * great))], 1);
    }

    [Fact]
    public void An_order_by_way_of_an_array_that_is_too_long_is_no_order()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 50_000, 2);
        Check([x], [x.MatMul(x.MatMul(x, transposeLeft: true))], 0);
    }

    [Fact]
    public void Steps_on_the_same_examples_share_their_products()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = Input(tape, 1, 5, 300);
        Variable<double> weights = Input(tape, 2, 300, 100);
        Variable<double> updated = weights;
        for (int step = 0; step < 3; step++)
        {
            updated -= 0.1 * x.MatMul(x.MatMul(updated).Tanh(), transposeLeft: true);
        }

        // x w once, x x' once, and for each step only (x x') tanh(h).
        Program<double> program = Check([x, weights], [x.MatMul(updated)], 6);
        Assert.Equal((2 * 5 * 300 * 100) + (2 * 5 * 300 * 5) + (3 * ((2 * 5 * 5 * 100) + (3 * 500))), program.OperationCount);
    }

    [Fact]
    public void Programs_of_many_shapes_are_right()
    {
        int reordered = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            reordered += CheckShapes(new System.Random(seed));
        }

        Assert.True(reordered > 200, $"Only {reordered} products were reordered: the test no longer shows anything.");
    }

    // Products, sums, multiples, views and transposes of matrices with all kinds of leading axes, derivatives of them, or the values
    // themselves; as recorded to the bit, in the cheapest order to rounding.
    private int CheckShapes(System.Random random)
    {
        using Tape<double> tape = _pool.Tape<double>();
        int[] sizes = [random.Next(8) == 0 ? 1 : random.Next(10, 40), random.Next(20, 50), random.Next(12) == 0 ? 0 : random.Next(1, 4)];
        int tasks = random.Next(1, 5);
        int[] Batch() => random.Next(6) switch { 0 => [tasks], 1 => [3, tasks], 2 => [1], 3 => [3, 1], _ => [] };
        Variable<double>[] inputs =
        [
            .. Enumerable.Range(0, 8).Select(k => Input(tape, k, [.. Batch(), sizes[random.Next(3)], sizes[random.Next(3)]])),
        ];
        List<Variable<double>> pool = [.. inputs];
        for (int step = random.Next(5, 40); step > 0; step--)
        {
            Variable<double> a = Recent();
            Variable<double> b = Recent();
            Variable<double>? next = random.Next(10) switch
            {
                0 => random.Next(2) == 0 ? -a : 0.7 * a,
                1 => a.Transpose(),
                2 => a.Tanh(),
                3 when a.Shape.Rank > 2 => a.Sum([.. Enumerable.Range(0, a.Shape.Rank - 2)], keepAxes: random.Next(2) == 0),
                4 when a.Shape.Rank < 4 => a.Reshape([1, .. a.Shape.Sizes]),
                5 when a.Shape.ElementCount > 0 => a.Reshape([a.Shape.ElementCount / a.Shape[-1], a.Shape[-1]]),
                6 or 7 when Fits(a.Shape, b.Shape, 0) => random.Next(2) == 0 ? a + b : b - (0.3 * a),
                _ => Enumerable.Range(0, 20).Select(_ => Multiplied(Recent(), Recent()))
                    .FirstOrDefault(static product => product is not null),
            };
            if (next is { } value && value.Shape.ElementCount < 60_000)
            {
                pool.Add(value);
            }
        }

        List<Variable<double>> results = [Recent(), Recent()];
        if (random.Next(2) == 0)
        {
            Variable<double> loss = pool.TakeLast(4).Aggregate(tape.Constant(0.0), static (sum, some) => sum + some.Tanh().Sum());
            results.AddRange([loss, .. tape.Gradient(loss, inputs)]);
        }

        Compare(tape.Compile(inputs, results), inputs, results, 0);
        return Check(inputs, [.. results], null).ReorderedProducts;

        Variable<double> Recent() => pool[random.Next(2) == 0 ? pool.Count - 1 - random.Next(4) : random.Next(pool.Count)];

        Variable<double>? Multiplied(Variable<double> a, Variable<double> b)
        {
            bool turnLeft = random.Next(2) == 0;
            bool turnRight = random.Next(2) == 0;
            int inner = a.Shape[turnLeft ? -2 : -1];
            return inner == b.Shape[turnRight ? -1 : -2] && Fits(a.Shape, b.Shape, 2)
                ? (1.0 / (1 + inner)) * a.MatMul(b, turnLeft, turnRight)
                : null;
        }

        static bool Fits(Shape a, Shape b, int skipped)
            => Enumerable.Range(skipped + 1, Math.Max(0, Math.Min(a.Rank, b.Rank) - skipped))
                .All(k => a[-k] == b[-k] || a[-k] == 1 || b[-k] == 1);
    }

    // Sums, multiples and products of thin and wide matrices, on a task axis or not, and derivatives of them.
    [Fact]
    public void Random_chains_of_products_give_the_same_numbers_to_rounding()
    {
        int reordered = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            System.Random random = new(seed);
            using Tape<double> tape = _pool.Tape<double>();
            int[] tasks = random.Next(2) == 0 ? [] : [random.Next(1, 4)];
            int wide = random.Next(20, 70);
            int thin = random.Next(1, 6);
            List<Variable<double>> square = [Input(tape, seed, [.. tasks, wide, wide]), Input(tape, seed + 1, wide, wide)];
            List<Variable<double>> rows = [Input(tape, seed + 2, [.. tasks, thin, wide]), Input(tape, seed + 3, [.. tasks, thin, wide])];
            Variable<double>[] inputs = [.. square, .. rows];
            for (int step = 0; step < 8; step++)
            {
                Variable<double> left = Any(rows);
                Variable<double> right = Any(rows);
                switch (random.Next(5))
                {
                    case 0:
                        square.Add(left.MatMul(right, transposeLeft: true));
                        break;
                    case 1:
                        square.Add(Any(square) - (0.1 * left.MatMul(right, transposeLeft: true)));
                        break;
                    case 2:
                        rows.Add(left.MatMul(square[^1], transposeRight: random.Next(2) == 0) * 0.1);
                        break;
                    case 3:
                        rows.Add((left + right).Tanh());
                        break;
                    default:
                        rows.Add(0.1 * left.MatMul(Any(square)));
                        break;
                }
            }

            Variable<double> loss = rows.Aggregate(tape.Constant(0.0), static (sum, row) => sum + row.Sin().Sum());
            Variable<double>[] gradient = tape.Gradient(loss, inputs);
            Variable<double> curvature = gradient.Aggregate(tape.Constant(0.0), static (sum, part) => sum + (part * part).Sum());
            reordered += Check(inputs, [loss, .. gradient, .. tape.Gradient(curvature, inputs)], null).ReorderedProducts;

            Variable<double> Any(List<Variable<double>> some) => some[random.Next(some.Count)];
        }

        Assert.True(reordered > 1000, $"Only {reordered} products were reordered: the test no longer shows anything.");
    }

    private static Variable<double> Input(Tape<double> tape, int seed, params int[] sizes)
    {
        System.Random random = new(seed);
        Shape shape = Shape.Create(sizes);
        var values = new double[shape.ElementCount];
        foreach (ref double value in values.AsSpan())
        {
            value = random.NextDouble() - 0.5;
        }

        return tape.Input(values, shape);
    }

    private Program<double> Check(Variable<double>[] inputs, Variable<double>[] results, int? reordered)
    {
        Program<double> program = results[0].Tape.Compile(inputs, results, ProductOrder.Cheapest);
        Assert.Equal(reordered ?? program.ReorderedProducts, program.ReorderedProducts);
        Compare(program, inputs, results, Rounding);
        return program;
    }

    private void Compare(Program<double> program, Variable<double>[] inputs, IReadOnlyList<Variable<double>> results, double tolerance)
    {
        double[][] found = Run(program, inputs, null);
        for (int k = 0; k < results.Count; k++)
        {
            Near.Close(results[k].Values, found[k], tolerance);
        }
    }

    private double[][] Run(Program<double> program, Variable<double>[] inputs, ThreadTeam? team)
    {
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool, team);
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k].Values.CopyTo(workspace.Input(k));
        }

        workspace.Run();
        return [.. Enumerable.Range(0, program.OutputCount).Select(k => workspace.Output(k).ToArray())];
    }
}
