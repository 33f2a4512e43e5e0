using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Losses;

/// <summary>The mean of the examples' losses by weights.</summary>
public class WeightedLossTests
{
    private const int Tasks = 2;
    private const int Examples = 4;

    private static readonly Dictionary<string, LossFunction<double>> Losses = new()
    {
        ["mean squared error"] = Loss.MeanSquaredError,
        ["huber"] = static (prediction, target, taskAxes) => Loss.Huber(prediction, target, 0.7, taskAxes),
        ["cross-entropy"] = Loss.CrossEntropy,
        ["binary cross-entropy"] = Loss.BinaryCrossEntropyWithLogits,
    };

    public static TheoryData<string> Names => [.. Losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_the_sum_of_weight_times_loss_over_that_of_the_weights(string name)
    {
        using Tape<double> tape = new();
        (Variable<double> prediction, Variable<double> target) = Data(tape, name, [Tasks, Examples, 3]);
        double[] weights = [1, 0.5, 0, 2, 0.25, 3, 1, 1];
        double[] each = Losses[name](prediction, target, 2).ToArray();
        Variable<double> weighted = Loss.Weighted(Losses[name], prediction, target, tape.Input(weights, [Tasks, Examples]), 1);
        Assert.Equal([Tasks], weighted.Shape);
        for (int task = 0; task < Tasks; task++)
        {
            int[] own = [.. Enumerable.Range(task * Examples, Examples)];
            Near.Close(own.Sum(k => weights[k] * each[k]) / own.Sum(k => weights[k]), weighted.Values[task], 1e-14);
        }

        Near.Close(
            Losses[name](prediction, target, 1).Values,
            Loss.Weighted(Losses[name], prediction, target, 3 * tape.Ones([Tasks, Examples]), 1).Values, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_second_derivatives_by_predictions_and_weights_agree_with_finite_differences(string name)
    {
        using Tape<double> tape = new();
        double[] start = [.. Samples.Numbers(Examples * 3, "logits"), 1, 0.5, 2, 0.25];
        Variable<double> Value(Tape<double> on, double[] point, out Variable<double>[] by)
        {
            (_, Variable<double> target) = Data(on, name, [Examples, 3]);
            by = [on.Input(point.AsSpan(0, Examples * 3), [Examples, 3]), on.Input(point.AsSpan(Examples * 3), [Examples])];
            return Loss.Weighted(Losses[name], by[0], target, by[1]);
        }

        Variable<double> Slope(Tape<double> on, double[] point, out Variable<double>[] by)
        {
            Variable<double>[] gradient = on.Gradient(Value(on, point, out by), by);
            return Samples.Weighted(gradient[0]) + Samples.Weighted(gradient[1]);
        }

        foreach (Objective objective in (Objective[])[Value, Slope])
        {
            Variable<double> value = objective(tape, start, out Variable<double>[] by);
            double[] exact = [.. tape.Gradient(value, by).SelectMany(static gradient => gradient.ToArray())];
            double[] numerical = FiniteDifferences.Gradient(
                point =>
                {
                    using Tape<double> other = new();
                    return objective(other, point, out _).Scalar;
                },
                start);
            Near.Close(numerical, exact, 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_of_weight_0_is_not_there(string name)
    {
        using Tape<double> tape = new();
        (Variable<double> prediction, Variable<double> target) = Data(tape, name, [Examples, 3]);
        Variable<double> whole = Loss.Weighted(Losses[name], prediction, target, tape.Input([1, 1, 0, 0], [Examples]));
        Variable<double> alone = Losses[name](prediction.Slice(0, 0, 2), target.Slice(0, 0, 2), 0);
        Near.Close(alone.Scalar, whole.Scalar, 1e-15);
        Variable<double> gradient = tape.Gradient(whole, prediction);
        Variable<double> expected = tape.Gradient(alone, prediction);
        Near.Close(expected.Values, gradient.Values, 1e-15);
        Assert.All(gradient.Slice(0, 2, 2).ToArray(), static value => Assert.Equal(0, value));
        Near.Close(
            tape.Gradient(Samples.Weighted(expected), prediction).Values,
            tape.Gradient(Samples.Weighted(gradient), prediction).Values,
            1e-14);
    }

    [Fact]
    public void Its_loss_may_be_infinite()
    {
        using Tape<double> tape = new();
        Variable<double> logits = tape.Input([0.5, -0.5, 0, double.NegativeInfinity], [2, 2]);
        Variable<double> labels = tape.Input([0, 1], [2]);
        Assert.Equal(double.PositiveInfinity, Loss.CrossEntropy(logits, labels).Scalar);
        Variable<double> loss = Loss.Weighted(Loss.CrossEntropy, logits, labels, tape.Input([1, 0], [2]));
        Near.Close(Math.Log(1 + Math.Exp(-1)), loss.Scalar, 1e-15);
        Assert.Equal([0, 0], tape.Gradient(loss, logits).At(0, 1).ToArray());
    }

    [Fact]
    public void Where_all_weights_are_0_so_are_loss_and_derivatives()
    {
        using Tape<double> tape = new();
        (Variable<double> prediction, Variable<double> target) = Data(tape, "mean squared error", [Tasks, Examples, 3]);
        Variable<double> loss = Loss.Weighted(
            Loss.MeanSquaredError, prediction, target, tape.Input([0, 0, 0, 0, 1, 1, 1, 1], [Tasks, Examples]), 1);
        Assert.Equal(0, loss.Values[0]);
        Near.Close(Loss.MeanSquaredError(prediction, target, 1).Values[1], loss.Values[1], 1e-15);
        Variable<double> gradient = tape.Gradient(loss.Sum(), prediction);
        Assert.All(gradient.At(0, 0).ToArray(), static value => Assert.Equal(0, value));
        Assert.All(tape.Gradient(Samples.Weighted(gradient), prediction).At(0, 0).ToArray(), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_told()
    {
        using Tape<double> tape = new();
        (Variable<double> prediction, Variable<double> target) = Data(tape, "mean squared error", [Tasks, Examples, 3]);
        Assert.StartsWith(
            "With 1 task axes the weights have 2 axes, the last for the examples, got [4].",
            Assert.Throws<ArgumentException>(
                () => Loss.Weighted(Loss.MeanSquaredError, prediction, target, tape.Ones([Examples]), 1)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The loss function gave shape [2, 4] for the losses of each example, expected that of the weights, [2, 3]: reduce over all " +
                "axes but the first taskAxes, here 2.",
            Assert.Throws<ArgumentException>(
                () => Loss.Weighted(Loss.MeanSquaredError, prediction, target, tape.Ones([Tasks, 3]), 1)).Message,
            StringComparison.Ordinal);
        static Variable<double> OfTasks(Variable<double> p, Variable<double> t, int taskAxes = 0) => taskAxes == 0
            ? (p - t).Abs().Mean()
            : (p - t).Abs().Mean([1, 2]);
        Assert.Contains(
            "gave shape [2] for the losses of each example",
            Assert.Throws<ArgumentException>(() => Loss.Weighted(OfTasks, prediction, target, tape.Ones([Tasks, Examples]), 1)).Message,
            StringComparison.Ordinal);
    }

    private delegate Variable<double> Objective(Tape<double> on, double[] point, out Variable<double>[] by);

    private static (Variable<double> Prediction, Variable<double> Target) Data(Tape<double> tape, string name, Shape shape) => (
        Samples.Input(tape, shape, "logits"),
        name switch
        {
            "cross-entropy"
                => tape.Input(
                    [.. Enumerable.Range(0, shape.ElementCount / shape[-1]).Select(k => (double)(k % shape[-1]))], shape.Without(-1)),
            "binary cross-entropy" => Samples.Input(tape, shape, "target").Sigmoid(),
            _ => Samples.Input(tape, shape, "target"),
        });
}
