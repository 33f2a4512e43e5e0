using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>
/// The query loss after adaptation is a number; its differences, in double and with Richardson extrapolation, know nothing of any
/// derivative. The exact meta-gradient agrees with them to 1e-7 of its size.
/// </summary>
public class FiniteDifferenceTests
{
    private const double Tolerance = 1e-7;

    private static readonly Dictionary<string, (Optimizer<double> Rule, double StepSize)> Optimizers = new()
    {
        ["sgd"] = (new Sgd<double>(), 0.2),
        ["momentum"] = (new Sgd<double>(0.8), 0.1),
        ["nesterov"] = (new Sgd<double>(0.8, nesterov: true), 0.1),
        ["rmsprop"] = (new RmsProp<double>(0.9, 1e-2), 0.05),
        ["adam"] = (new Adam<double>(epsilon: 1e-2), 0.05),
        ["adam, usual epsilon"] = (new Adam<double>(), 0.02),
        ["adamw"] = (new AdamW<double>(weightDecay: 0.1, epsilon: 1e-2), 0.05),
    };

    private static readonly Dictionary<string, (LossFunction<double> Function, bool Classes)> Losses = new()
    {
        ["mean squared error"] = (Loss.MeanSquaredError, false),
        ["cross-entropy"] = (Loss.CrossEntropy, true),
        ["huber"] = ((prediction, target, axes) => Loss.Huber(prediction, target, 0.9, axes), false),
    };

    public static TheoryData<string, int> RulesAndSteps
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string rule in Optimizers.Keys)
            {
                data.Add(rule, 1);
                data.Add(rule, 2);
                data.Add(rule, 5);
            }

            return data;
        }
    }

    public static TheoryData<string, int> LossesAndSteps
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string loss in Losses.Keys)
            {
                data.Add(loss, 1);
                data.Add(loss, 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RulesAndSteps))]
    public void Through_every_inner_optimizer(string rule, int steps)
    {
        (Optimizer<double> optimizer, double size) = Optimizers[rule];
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(size), optimizer);
        Check(new Maml<double>(net, steps), classes: false);
    }

    [Theory]
    [MemberData(nameof(LossesAndSteps))]
    public void Through_every_loss(string loss, int steps)
    {
        (LossFunction<double> function, bool classes) = Losses[loss];
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 3), function, StepSizes<double>.Constant(0.2));
        Check(new Maml<double>(net, steps), classes, outputs: 3);
    }

    [Theory]
    [InlineData("sgd", 1, 1)]
    [InlineData("sgd", 3, 3)]
    [InlineData("sgd", 2, 4)]
    [InlineData("momentum", 3, 3)]
    [InlineData("adam", 2, 2)]
    public void By_learned_step_sizes_too(string rule, int sizes, int steps)
    {
        (Optimizer<double> optimizer, double size) = Optimizers[rule];
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Learned(size, sizes), optimizer);
        double[] gradient = Check(new Maml<double>(net, steps), classes: false);
        Assert.DoesNotContain(0.0, gradient[^(sizes * net.Net.Parameters.Count)..]);
    }

    [Fact]
    public void With_losses_after_several_steps()
    {
        NetAdaptation<double> net = new(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Learned(0.2, 3), new Sgd<double>(0.5));
        Check(new Maml<double>(net, 3, [0.1, 0.5, 0, 2]), classes: false);
    }

    [Fact]
    public void Of_the_sum_over_a_task_axis()
    {
        NetAdaptation<double> net = new(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(0.2), new Adam<double>(epsilon: 1e-2));
        Check(new Maml<double>(net, 2), classes: false, tasks: 3);
    }

    [Fact]
    public void First_order_differs_from_them_by_a_wide_margin()
    {
        // The check must be able to fail: this is what it says when the second order is missing.
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(0.2));
        (double[] expected, double[] actual) = Compare(new FirstOrderMaml<double>(net, 2), false, 2, 1);
        Assert.True(Near.Distance(expected, actual) > 1e-2);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    public void The_meta_gradient_can_be_differentiated_once_more(string rule)
    {
        // Differences of the exact meta-gradient along a direction are products with the Hessian of the query loss after adaptation.
        (Optimizer<double> optimizer, double size) = Optimizers[rule];
        NetAdaptation<double> net = new(Nets.Tanh<double>(2, 1), Loss.MeanSquaredError, StepSizes<double>.Constant(size), optimizer);
        Maml<double> learner = new(net, 2);
        Parameters<double> start = learner.Initialize(4);
        TaskBatch<double> tasks = new RandomTasks<double>(3, 4, 2, 1).Batch(8, 0, 1);
        RandomStream random = new(2, "direction");
        double[] direction = [.. Flat.Of(start).Select(_ => random.NextUniform(-1, 1))];
        using Tape<double> scratch = new();
        double[] expected = FiniteDifferences.Along(
            point =>
            {
                scratch.Clear();
                return Flat.Of(learner.Compute(Flat.To(start, point).On(scratch), tasks.On(scratch)).Direction);
            },
            Flat.Of(start),
            direction);

        using Tape<double> tape = new();
        Variables<double> theta = start.On(tape);
        Variables<double> along = Flat.To(start, direction).On(tape);
        MetaOutcome<double> outcome = learner.Compute(theta, tasks.On(tape), use: DerivativeUse.Differentiable);
        Near.Close(expected, Flat.Of(tape.Gradient(outcome.Direction.Dot(along), theta)), Tolerance);
        Near.Close(
            expected,
            [.. tape.JacobianVectorProduct(outcome.Direction.Values, theta.Values, along.Values).SelectMany(part => part.ToArray())],
            Tolerance);
    }

    private static double[] Check(Learner<double> learner, bool classes, int outputs = 2, int tasks = 1)
    {
        (double[] expected, double[] actual) = Compare(learner, classes, outputs, tasks);
        Near.Close(expected, actual, Tolerance);
        return actual;
    }

    private static (double[] Differences, double[] Gradient) Compare(Learner<double> learner, bool classes, int outputs, int tasks)
    {
        Parameters<double> start = learner.Initialize(1);
        Parameters<double>[] sampled = new RandomTasks<double>(4, 5, 2, outputs, classes).First(tasks);
        double[] differences = FiniteDifferences.Gradient(
            point => TensorPrimitives.Sum<double>(learner.Numbers(Flat.To(start, point), sampled).Losses), Flat.Of(start));
        return (differences, Flat.Of(learner.Numbers(start, sampled).Direction));
    }
}
