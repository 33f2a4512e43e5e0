using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Trader;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Tests.Trader;

public sealed class ObjectiveTests
{
    private const int Days = 6;

    private static readonly TradingObjective Objective = new(Cost: 0.001, RiskAversion: 3);

    [Fact]
    public void It_is_the_formula()
    {
        using Tape<double> tape = new();
        double[] positions = [0.5, 1, -0.25, -0.25];
        double[] returns = [0.9, 0.02, -0.01, 0.03];
        double expected = 0;
        for (int day = 1; day < positions.Length; day++)
        {
            double gain = (positions[day] * returns[day]) - (0.001 * Math.Abs(positions[day] - positions[day - 1]));
            expected -= 252.0 / 3 * (Math.Log(1 + gain) - (1.5 * gain * gain));
        }

        Variable<double> loss = Objective.Loss(tape.Input(positions, [4, 1]), tape.Input(returns, [4, 1]));
        Assert.Equal(expected, loss.Scalar, 12);
    }

    [Fact]
    public void Its_derivatives_by_the_policy_agree_with_differences_to_the_third_order()
    {
        Tensor<double> features = Normal("features", 1, [Days + 1, 3]);
        Tensor<double> returns = Normal("returns", 0.02, [Days + 1, 1]);
        Parameters<double> policy = new(
        [
            KeyValuePair.Create("weight", Normal("weight", 0.7, [1, 3])), KeyValuePair.Create("bias", Normal("bias", 0.3, [1])),
        ]);
        Sequential<double> net = new(new Linear<double>(3, 1), Activations.Tanh<double>());
        Autograd.GradientCheck.Assert(
            parameters =>
            {
                Tape<double> tape = parameters["weight"].Tape;
                Variable<double> positions = net.Forward(parameters.Prefixed("0"), tape.Input(features));
                return Objective.Loss(positions, tape.Input(returns));
            },
            policy,
            new() { Mode = CheckMode.Full, Orders = 3 });
    }

    [Fact]
    public void Tasks_together_are_tasks_one_by_one()
    {
        using Tape<double> tape = new();
        Variable<double> positions = tape.Input(Normal("positions", 0.5, [4, Days + 1, 1]));
        Variable<double> returns = tape.Input(Normal("returns", 0.02, [4, Days + 1, 1]));
        Variable<double> together = Objective.Loss(positions, returns, 1);
        Assert.Equal<int>([4], together.Shape.Sizes.ToArray());
        for (int task = 0; task < 4; task++)
        {
            Assert.Equal(Objective.Loss(positions.At(0, task), returns.At(0, task)).Scalar, together.Values[task], 13);
        }
    }

    [Fact]
    public void Its_meta_gradient_through_inner_steps_agrees_with_differences()
    {
        TradingObjective objective = new(0.001, 1);
        Sequential<double> net = new(
            new Linear<double>(3, 1, weightInitializer: Initializers.Normal<double>(0.5)), Activations.Tanh<double>());
        Maml<double> learner = new(net, objective.Loss, 2, StepSizes<double>.Constant(0.3));
        Parameters<double> task = FewShotTask.Of(
            Normal("support inputs", 1, [Days + 1, 3]), Normal("support returns", 0.02, [Days + 1, 1]),
            Normal("query inputs", 1, [Days + 1, 3]), Normal("query returns", 0.02, [Days + 1, 1]));
        Parameters<double> meta = learner.Initialize(3);
        using Tape<double> tape = new();
        double[] direction = [.. learner.Compute(meta.On(tape), TaskBatch<double>.Of(task).On(tape)).Direction
            .SelectMany(static entry => entry.Value.Values.ToArray())];
        double[] point = [.. meta.SelectMany(static entry => Tensors.ToArray(entry.Value))];
        Autograd.GradientCheck.Assert(LossAt, _ => direction, point);

        double LossAt(double[] values)
        {
            int at = 0;
            Parameters<double> moved = new(meta.Select(entry =>
            {
                int count = (int)entry.Value.FlattenedLength;
                double[] own = values[at..(at + count)];
                at += count;
                return KeyValuePair.Create(entry.Key, Tensors.Create<double>(own, Tensors.ShapeOf(entry.Value)));
            }));
            using Tape<double> other = new();
            return learner.Compute(moved.On(other), TaskBatch<double>.Of(task).On(other)).Losses.Values[0];
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using Tape<double> tape = new();
        Variable<double> returns = tape.Zeros([3, 1]);
        foreach ((Variable<double> positions, int axes) in ((Variable<double>, int)[])
            [(tape.Zeros([3]), 0), (tape.Zeros([4, 1]), 0), (tape.Zeros([3, 1]), 1), (tape.Zeros([3, 1]), 2)])
        {
            Assert.Contains(
                "days + 1, 1]", Assert.Throws<ArgumentException>(() => Objective.Loss(positions, returns, axes)).Message,
                StringComparison.Ordinal);
        }
    }

    private static Tensor<double> Normal(string purpose, double scale, Shape shape)
    {
        RandomStream random = new(5, purpose);
        return Tensors.Create<double>([.. Enumerable.Range(0, shape.ElementCount).Select(_ => scale * random.NextNormal())], shape);
    }
}
