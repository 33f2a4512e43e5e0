using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>What holds of every loss: its definition, derivatives of three orders, the task axis, weights of examples, replay, hard points,
/// bad input and PyTorch's numbers.</summary>
public class LossCatalogueTests
{
    private const int Tasks = 3;
    private const int Examples = 4;
    private const int Width = 3;

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void It_is_what_its_definition_says(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        OfDefinition(row, row.Loss, 1e-14);
        OfDefinition(row, row.InFloat, 2e-6);
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void Derivatives_of_three_orders_agree_with_differences_of_the_order_before(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        Parameters<double> prediction = new([new("prediction", Tensors.Create(Waves.Of(Examples * Width, scale: 2), [Examples, Width]))]);
        Require(point => row.Loss(point["prediction"], Targets(row, point["prediction"].Tape)), prediction);
        if (row.Targets == LossTargets.Shares)
        {
            Parameters<double> both = prediction.Concat(new([new("target", Tensors.Create(Shares(0), [Examples, Width]))]));
            Require(point => row.Loss(point["prediction"], point["target"]), both);
        }

        static void Require(Func<Variables<double>, Variable<double>> loss, Parameters<double> at)
        {
            GradientReport report = GradientCheck.Run(loss, at, new() { Mode = CheckMode.Full, Orders = 3 });
            Assert.True(report.Passed, report.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void Tasks_on_the_task_axis_equal_the_loop(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> all = Samples.Input(tape, [Tasks, Examples, Width]);
        Variable<double>[] targets = [.. Enumerable.Range(0, Tasks).Select(task => Targets(row, tape, task))];
        Variable<double> each = row.Loss(all, Variable.Stack<double>(targets), 1);
        Assert.Equal([Tasks], each.Shape);
        Variable<double> gradient = tape.Gradient(each.Sum(), all);
        Variable<double> product = tape.HessianVectorProduct(each.Sum(), all, all);
        for (int task = 0; task < Tasks; task++)
        {
            Variable<double> own = tape.Input(all.At(0, task).Values, [Examples, Width]);
            Variable<double> alone = row.Loss(own, targets[task]);
            Near.Close(alone.Scalar, each.Values[task], 1e-14);
            Near.Close(tape.Gradient(alone, own).Values, gradient.At(0, task).Values, 1e-14);
            Near.Close(tape.HessianVectorProduct(alone, own, own).Values, product.At(0, task).Values, 1e-14);
        }

        // Without task axes those of all tasks are so many examples.
        double[] numbers = [.. targets.SelectMany(static target => target.ToArray())];
        Near.Close(Mean(row, all.ToArray(), numbers), row.Loss(all, Variable.Stack<double>(targets)).Scalar, 1e-14);
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void An_example_of_weight_0_is_not_there_and_one_of_weight_2_is_there_twice(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> prediction = Samples.Input(tape, [Examples, Width]);
        Variable<double> targets = Targets(row, tape);
        Variable<double> weights = tape.Input([2, 1, 0, 1], [Examples]);
        Variable<double> rows = tape.Input([0, 0, 1, 3], [Examples]);
        Variable<double> chosen = targets.Shape.Rank == 1
            ? targets.Reshape([Examples, 1]).TakeRows(rows).Reshape([Examples])
            : targets.TakeRows(rows);
        Variable<double> weighted = Loss.Weighted(row.Loss, prediction, targets, weights);
        Variable<double> repeated = row.Loss(prediction.TakeRows(rows), chosen);
        Near.Close(repeated.Scalar, weighted.Scalar, 1e-14);
        Near.Close(tape.Gradient(repeated, prediction).Values, tape.Gradient(weighted, prediction).Values, 1e-14);
        Near.Close(
            tape.HessianVectorProduct(repeated, prediction, prediction).Values,
            tape.HessianVectorProduct(weighted, prediction, prediction).Values,
            1e-14);
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void A_program_of_it_gives_the_bits_of_the_recording(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        ReplayedBits.Require<float>(2, (tape, point) =>
        {
            Variable<float> prediction = tape.Input(
                [.. Waves.Of(Examples * Width, point, 2).Select(static x => (float)x)], [Examples, Width]);
            double[] numbers = Numbers(row, point);
            Variable<float> target = tape.Input([.. numbers.Select(static x => (float)x)], TargetShape(numbers));
            Variable<float> loss = row.InFloat(prediction, target);
            return (
                [prediction, target],
                [loss, tape.Gradient(loss, prediction), tape.HessianVectorProduct(loss, prediction, tape.Ones(prediction.Shape))]);
        });
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void Where_its_formula_is_hard_it_keeps_its_digits(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        Assert.NotEmpty(row.HardPoints);
        foreach (LossPoint point in row.HardPoints)
        {
            At(point, row.Loss, 8e-15);
            At(point, row.InFloat, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void What_does_not_fit_is_refused_with_both_shapes(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        Assert.NotEmpty(row.Bad);
        foreach ((int[] prediction, int[] target, string message) in row.Bad)
        {
            using PoolCheck pool = new();
            using Tape<double> tape = pool.Tape<double>();
            Variable<double> z = tape.Ones(Shape.Create(prediction));
            Variable<double> y = tape.Ones(Shape.Create(target));
            string said = Assert.Throws<ArgumentException>(() => row.Loss(z, y)).Message;
            Assert.Contains(message, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.Names), MemberType = typeof(LossCatalogue))]
    public void Its_value_and_its_gradient_are_those_of_PyTorch(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        (Variable<double> logits, Variable<double> targets) = OfPyTorch(row, tape);
        Variable<double> loss = row.Loss(logits, targets);
        Near.Close(PyTorchNumbers.Of($"{row.PyTorch} mean"), loss.Values, 1e-14);
        Near.Close(PyTorchNumbers.Of($"{row.PyTorch} gradient"), tape.Gradient(loss, logits).Values, 1e-14);
    }

    [Theory]
    [MemberData(nameof(LossCatalogue.NamesWithReductions), MemberType = typeof(LossCatalogue))]
    public void Its_reductions_are_those_of_PyTorch(string name)
    {
        LossRow row = LossCatalogue.Get(name);
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        (Variable<double> logits, Variable<double> targets) = OfPyTorch(row, tape);
        foreach (LossReduction reduction in Enum.GetValues<LossReduction>())
        {
            double[] expected = PyTorchNumbers.Of($"{row.PyTorch} {reduction.ToString().ToLowerInvariant()}");
            Near.Close(expected, row.Reduced!(reduction)(logits, targets).Values, 1e-14);
        }

        // A number for each element has no mean by weights of the examples.
        Assert.Contains(
            "has a number for each element",
            Assert.Throws<ArgumentException>(
                () => Loss.Weighted(row.Reduced!(LossReduction.None), logits, targets, tape.Ones([Examples]))).Message,
            StringComparison.Ordinal);
    }

    private static void OfDefinition<T>(LossRow row, LossFunction<T> loss, double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck pool = new();
        using Tape<T> tape = pool.Tape<T>();
        double[] z = Samples.Numbers(Examples * Width, "logits");
        double[] y = Numbers(row, 1);
        Variable<T> value = loss(
            tape.Input(Array.ConvertAll(z, T.CreateChecked), [Examples, Width]),
            tape.Input(Array.ConvertAll(y, T.CreateChecked), TargetShape(y)));
        Assert.Equal(Shape.Scalar, value.Shape);
        Near.Close(Mean(row, z, y), double.CreateChecked(value.Scalar), rounding);
    }

    private static double Mean(LossRow row, double[] z, double[] y)
    {
        int examples = z.Length / Width;
        int width = y.Length / examples;
        double total = 0;
        double share = 0;
        for (int k = 0; k < examples; k++)
        {
            (double of, double counts) = row.Definition(z[(k * Width)..((k + 1) * Width)], y[(k * width)..((k + 1) * width)]);
            (total, share) = (total + of, share + counts);
        }

        return total / share;
    }

    private static void At<T>(LossPoint point, LossFunction<T> loss, double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck pool = new();
        using Tape<T> tape = pool.Tape<T>();
        int width = point.Prediction.Length;
        Variable<T> z = tape.Input(Array.ConvertAll(point.Prediction, T.CreateChecked), [1, width]);
        Shape shape = point.Target.Length == width ? [1, width] : [1];
        Variable<T> value = loss(z, tape.Input(Array.ConvertAll(point.Target, T.CreateChecked), shape));
        Close([point.Value], value);
        Variable<T> gradient = tape.Gradient(value, z);
        Close(point.Gradient, gradient);
        Close(point.Curvature, tape.Gradient(gradient.At(1, 0).Sum(), z));
        var unit = new T[width];
        unit[0] = T.One;
        Close(point.Curvature, tape.HessianVectorProduct(value, z, tape.Constant(unit, z.Shape)));

        void Close(double[] expected, Variable<T> found)
        {
            Assert.Equal(expected.Length, found.Shape.ElementCount);
            for (int k = 0; k < expected.Length; k++)
            {
                Near.Close(expected[k], double.CreateChecked(found.Values[k]), rounding);
            }
        }
    }

    private static (Variable<double> Logits, Variable<double> Targets) OfPyTorch(LossRow row, Tape<double> tape)
        => (Waves.On(tape, [Examples, Width], scale: 2), Targets(row, tape));

    private static Variable<double> Targets(LossRow row, Tape<double> tape, int point = 0)
    {
        double[] numbers = Numbers(row, point);
        return tape.Input(numbers, TargetShape(numbers));
    }

    private static Shape TargetShape(double[] numbers) => numbers.Length == Examples ? [Examples] : [Examples, Width];

    // Those of the script that printed PyTorch's numbers, at the point 0; at others they come in another order.
    private static double[] Numbers(LossRow row, int point) => row.Targets switch
    {
        LossTargets.Labels => point % 2 == 0 ? [2, 0, 1, 1] : [1, 2, 0, 2],
        LossTargets.LabelsWithGaps => point % 2 == 0 ? [2, -100, 1, 1] : [0, 1, -100, 2],
        _ => Shares(point),
    };

    private static double[] Shares(int point)
    {
        double[] exponentials = [.. Waves.Of(Examples * Width, 0.7 + point).Select(Math.Exp)];
        return [.. exponentials.Select((x, k) => x / exponentials.Skip(k / Width * Width).Take(Width).Sum())];
    }
}
