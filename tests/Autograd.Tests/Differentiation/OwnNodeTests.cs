using AutogradMaml.Autograd.Tests.Catalogue;
using AutogradMaml.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>That every result is a node of its own, so that the derivative by it is not that by something else, whatever the
/// shapes.</summary>
public class OwnNodeTests
{
    /// <summary>What has nothing to do at the given shape, with the result's value being that of its operand.</summary>
    private static readonly Dictionary<string, (Shape Shape, Func<Variable<double>, Variable<double>> Apply)> NothingToDo = new()
    {
        ["reshape"] = ([2, 3], x => x.Reshape([2, 3])),
        ["broadcast to"] = ([2, 3], x => x.BroadcastTo([2, 3])),
        ["sum to"] = ([2, 3], x => x.SumTo([2, 3])),
        ["sum of a number"] = ([], x => x.Sum()),
        ["sum over no axes"] = ([2, 3], x => x.Sum([])),
        ["sum over no axes, kept"] = ([2, 3], x => x.Sum([], keepAxes: true)),
        ["sum over an axis of size 1"] = ([1, 3], x => x.Sum([0], keepAxes: true)),
        ["mean of a number"] = ([], x => x.Mean()),
        ["mean over no axes"] = ([3], x => x.Mean([])),
        ["product of a number"] = ([], x => x.Product()),
        ["product over an axis of size 1"] = ([1, 3], x => x.Product([0])),
        ["product over an axis of size 1, kept"] = ([1, 3], x => x.Product([0], keepAxes: true)),
        ["max over an axis of size 1, kept"] = ([1, 3], x => x.Max([0], keepAxes: true)),
        ["min over an axis of size 1, kept"] = ([1, 3], x => x.Min([0], keepAxes: true)),
        ["log-sum-exp over an axis of size 1, kept"] = ([1, 3], x => x.LogSumExp([0], keepAxes: true)),
        ["cumulative sum over an axis of size 1"] = ([1, 3], x => x.CumulativeSum(0)),
        ["slice"] = ([2, 3], x => x.Slice(1, 0, 3)),
        ["at"] = ([1, 3], x => x.At(0, 0)),
        ["embed"] = ([2, 3], x => x.Embed(1, 0, 3)),
        ["pad one axis"] = ([2, 3], x => x.Pad(1, 0, 0)),
        ["pad"] = ([2, 3], x => x.Pad((0, 0), (0, 0))),
        ["pad a number"] = ([], x => x.Pad()),
        ["tile one axis"] = ([2, 3], x => x.Tile(1, 1)),
        ["tile"] = ([2, 3], x => x.Tile([1, 1])),
        ["tile a number"] = ([], x => x.Tile([])),
        ["flip"] = ([2, 3], x => x.Flip()),
        ["flip an axis of size 1"] = ([1, 3], x => x.Flip(0)),
        ["permute"] = ([2, 3], x => x.Permute(0, 1)),
        ["swap axes"] = ([2, 3], x => x.SwapAxes(1, -1)),
        ["insert axis"] = ([2, 3], x => x.InsertAxis(0)),
        ["gather"] = ([3], x => x.Gather(0, x.Tape.Constant([0, 1, 2], [3]))),
        ["scatter add"] = ([3], x => x.ScatterAdd(0, x.Tape.Constant([0, 1, 2], [3]), 3)),
        ["take rows"] = ([2, 3], x => x.TakeRows(x.Tape.Constant([0, 1], [2]))),
        ["concatenate"] = ([2, 3], x => Variable.Concatenate<double>([x])),
        ["stack"] = ([2, 3], x => Variable.Stack<double>([x])),
        ["einsum"] = ([2, 3], x => Variable.Einsum("ij->ij", x)),
        ["einsum of an ellipsis"] = ([2, 3], x => Variable.Einsum("...->...", x)),
        ["power of a constant exponent"] = ([3], x => x.Pow(1.0)),
        ["triangle"] = ([1, 3], x => x.UpperTriangle()),
        ["diagonal"] = ([1, 1], x => x.Diagonal()),
        ["trace"] = ([1, 1], x => x.Trace()),
        ["average pool"] = ([1, 2, 3], x => x.AveragePool(1)),
        ["max pool"] = ([1, 2, 3], x => x.MaxPool(1)),
        ["clamp"] = ([3], x => x.Clamp(double.NegativeInfinity, double.PositiveInfinity)),
        ["plus nothing"] = ([3], x => x + 0.0),
        ["times one"] = ([3], x => 1.0 * x),
        ["checkpoint"] = ([3], x => x.Tape.Checkpoint(inside => inside[0], x)),
        ["checkpoint of a named set"] =
            ([3], x => x.Tape.Checkpoint(inside => inside, new Variables<double>([KeyValuePair.Create("x", x)])).Values[0]),
    };

    public static TheoryData<string> NamesOfNothingToDo => [.. NothingToDo.Keys];

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_result_of_an_operation_is_a_node_of_its_own_and_the_derivative_by_it_is_its_own(string name)
    {
        OperationRow<double> row = OperationCatalogue<double>.Named(name);
        foreach (Shape[] shapes in row.Samples)
        {
            using PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            RowCase<double> at = RowCase<double>.Of(row, shapes);
            Variable<double>[] inputs = at.Place(tape, at.Flat());
            int count = tape.Count;
            Variable<double> output = at.Apply(inputs);
            Assert.InRange(output.Index, count, tape.Count);

            // <w, y> and the sum of the inputs: by y it is w.
            Variable<double> weights = RowCase<double>.On(tape, at.Cotangent, output.Shape);
            Variable<double> along = RowCase<double>.On(tape, at.OtherCotangent, output.Shape);
            Variable<double> loss = inputs.Aggregate((weights * output).Sum(), (sum, input) => sum + input.Sum());
            Assert.Equal(at.Cotangent, tape.Gradient(loss, output).ToArray());
            Assert.Equal((weights * along).Sum().Scalar, tape.JacobianVectorProduct(loss, output, along).Scalar);
        }
    }

    [Theory]
    [MemberData(nameof(OperationNames.All), MemberType = typeof(OperationNames))]
    public void The_results_of_a_sweep_are_nodes_of_their_own_and_the_derivative_by_one_is_not_that_by_another(string name)
    {
        OperationRow<double> row = OperationCatalogue<double>.Named(name);
        foreach (Shape[] shapes in row.Samples)
        {
            using PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            RowCase<double> at = RowCase<double>.Of(row, shapes);
            Variable<double>[] inputs = at.Place(tape, at.Flat());
            Variable<double> output = at.Apply(inputs);
            Variable<double> cotangent = RowCase<double>.On(tape, at.Cotangent, output.Shape);
            int count = tape.Count;
            Variable<double>[] products = tape.VectorJacobianProduct(output, cotangent, inputs);
            RequireOwn(tape, count, products);

            Variable<double>[] tangents = [.. shapes.Select(shape => tape.Ones(shape))];
            count = tape.Count;
            RequireOwn(tape, count, tape.JacobianVectorProduct([output, .. inputs, output], inputs, tangents));
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfNothingToDo))]
    public void An_operation_that_has_nothing_to_do_gives_a_node_of_its_own(string name)
    {
        (Shape shape, Func<Variable<double>, Variable<double>> apply) = NothingToDo[name];
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([.. Enumerable.Range(1, shape.ElementCount).Select(k => (double)k)], shape);
        Variable<double> c = apply(x);
        Assert.Equal(x.ToArray(), c.ToArray());

        // x c: by c it is x, by x it is 2 x, in every mode and order.
        Variable<double> loss = (x.Reshape(c.Shape) * c).Sum();
        double[] twice = [.. x.ToArray().Select(value => 2 * value)];
        double sum = x.ToArray().Sum();
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] gradients = tape.Gradient(loss, [x, c], use);
            Assert.Equal(twice, gradients[0].ToArray());
            Assert.Equal(x.ToArray(), gradients[1].ToArray());
            Assert.Equal(x.ToArray(), tape.Gradient(loss, c, use).ToArray());
            Assert.Equal(sum, tape.JacobianVectorProduct(loss, c, tape.Ones(c.Shape), use).Scalar);
            Assert.Equal(2 * sum, tape.JacobianVectorProduct(loss, x, tape.Ones(x.Shape), use).Scalar);
            Assert.All(tape.HessianVectorProduct(loss, c, tape.Ones(c.Shape), use).ToArray(), value => Assert.Equal(0, value));
            Assert.All(tape.HessianVectorProduct(loss, x, tape.Ones(x.Shape), use).ToArray(), value => Assert.Equal(2, value));
        }

        Variable<double> bySelf = tape.Gradient(loss, c);
        Assert.All(tape.Gradient(bySelf.Sum(), x).ToArray(), value => Assert.Equal(1, value));
    }

    [Theory]
    [InlineData("reshape")]
    [InlineData("broadcast to")]
    [InlineData("sum to")]
    [InlineData("sum over no axes")]
    [InlineData("product over an axis of size 1, kept")]
    [InlineData("slice")]
    [InlineData("embed")]
    [InlineData("pad")]
    [InlineData("tile")]
    [InlineData("flip")]
    [InlineData("swap axes")]
    [InlineData("einsum")]
    [InlineData("power of a constant exponent")]
    public void A_program_leaves_out_what_has_nothing_to_do_and_a_tape_makes_no_copy_for_it(string name)
    {
        (Shape shape, Func<Variable<double>, Variable<double>> apply) = NothingToDo[name];
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(new double[shape.ElementCount], shape);
        int outstanding = check.Pool.Outstanding;
        Variable<double> c = apply(x);
        Assert.Equal(outstanding, check.Pool.Outstanding);

        // The same constant under two nodes is one constant still.
        Variable<double> constant = tape.Constant([.. Enumerable.Range(1, shape.ElementCount).Select(k => (double)k)], shape);
        Program<double> with = Step(c, apply(constant));
        Program<double> without = Step(x, constant);
        Assert.Equal(without.ToString(), with.ToString());

        Program<double> Step(Variable<double> read, Variable<double> factor)
        {
            Variable<double> loss = ((read * factor).Sin() + (x * constant).Sin()).Sum();
            return tape.Compile([x], [loss, tape.Gradient(loss, x), read]);
        }
    }

    [Fact]
    public void A_constant_that_only_an_operation_with_nothing_to_do_still_holds_is_there_for_a_program()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        int place = tape.Count;
        Variable<double> held = tape.Constant([3, 4], [2]).Reshape([2]);
        tape.ReleaseFrom(place, held);
        using Workspace<double> workspace = tape.Compile([x], [x * held]).CreateWorkspace(check.Pool);
        ((ReadOnlySpan<double>)[5, 6]).CopyTo(workspace.Input(0));
        workspace.Run();
        Assert.Equal([15.0, 24], workspace.Output(0).ToArray());
    }

    [Fact]
    public void The_gradients_of_a_sum_are_two_variables_and_neither_is_the_cotangent()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> a = tape.Input(2);
        Variable<double> b = tape.Input(3);
        Variable<double> cotangent = tape.Input(5);
        Variable<double>[] products = tape.VectorJacobianProduct(a + b, cotangent, [a, b]);

        // p q of two that are equal: by p it is q. And with the cotangent v itself, p v: by v alone it is p + v, by p it is v.
        Assert.Equal(5, tape.Gradient(products[0] * products[1], products[0]).Scalar);
        Assert.Equal(5, tape.JacobianVectorProduct(products[0] * products[1], products[1], tape.Ones([])).Scalar);
        Assert.Equal(5, tape.Gradient(products[0] * cotangent, products[0]).Scalar);
        Assert.Equal(10, tape.Gradient(products[0] * cotangent, cotangent).Scalar);
    }

    [Fact]
    public void A_gradient_that_another_one_is_computed_from_is_still_a_variable_of_its_own()
    {
        // z = a + 2 b: the gradient by b is computed from the one by a, and yet no function of it.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> a = tape.Input(2);
        Variable<double> b = tape.Input(3);
        foreach (Variable<double>[] pair in (Variable<double>[][])[[a, b], [b, a]])
        {
            Variable<double>[] gradients = tape.Gradient(a + (2.0 * b), pair);
            Assert.Equal(gradients[1].Scalar, tape.Gradient(gradients[0] * gradients[1], gradients[0]).Scalar);
            Assert.Equal(gradients[0].Scalar, tape.Gradient(gradients[0] * gradients[1], gradients[1]).Scalar);
        }

        // The tangents of x, 2 x and the sine of it, each from the one before.
        Variable<double> twice = 2.0 * a;
        Variable<double> direction = tape.Input(7);
        int count = tape.Count;
        Variable<double>[] tangents = tape.JacobianVectorProduct([a, twice, twice.Sin(), a, b], [a], [direction]);
        RequireOwn(tape, count, tangents);
        Assert.Equal([7.0, 14, 14 * Math.Cos(4), 7, 0], tangents.Select(tangent => tangent.Scalar));
    }

    [Fact]
    public void Every_way_to_a_derivative_gives_variables_of_their_own()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(2);
        Variable<double> y = tape.Input(3);
        Variable<double> v = tape.Input(5);
        Variable<double> row = tape.Input([1], [1]);
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            int count = tape.Count;
            Variable<double>[] results =
            [
                .. tape.Gradient(x, [x, x, y], use),
                .. tape.VectorJacobianProduct(x, v, [x, x], use),
                .. tape.JacobianVectorProduct([x, x, y], [x], [v], use),

                // H = [[0, 1], [1, 0]]: the product swaps the parts.
                .. tape.HessianVectorProduct(x * y, [x, y], [v, v], use),
                tape.HessianVectorProduct(x, x, v, use),
                tape.Jacobian(row, row, use),
                tape.Hessian(x, x, use),
                tape.ValueAndGradient(point => point + y, x, use).Gradient,
            ];
            Assert.All(results, result => Assert.InRange(result.Index, count, tape.Count));
            Assert.Equal(results.Length, results.Select(result => result.Index).Distinct().Count());
            Assert.Equal([1.0, 1, 0, 5, 5, 5, 5, 0, 5, 5, 0, 1, 0, 1], results.Select(result => result.Values[0]));
        }
    }

    // The sum of <w, p> over results p: by each of them it is its w, as long as none is another, or computed from another.
    private static void RequireOwn(Tape<double> tape, int from, Variable<double>[] results)
    {
        Assert.All(results, result => Assert.InRange(result.Index, from, tape.Count));
        double[][] weights =
        [
            .. results.Select((result, k) => Enumerable.Range(1, result.Shape.ElementCount).Select(i => (100.0 * k) + i).ToArray()),
        ];
        Variable<double> loss = results.Select((result, k) => (tape.Constant(weights[k], result.Shape) * result).Sum())
            .Aggregate((a, b) => a + b);
        for (int k = 0; k < results.Length; k++)
        {
            Assert.Equal(weights[k], tape.Gradient(loss, results[k]).ToArray());
        }
    }
}
