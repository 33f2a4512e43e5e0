using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>Optimizers with a root in them have meta-gradients where a gradient is 0, and the true ones.</summary>
public class ZeroGradientTests
{
    private static readonly Dictionary<string, Func<double, Optimizer<double>>> Rules = new()
    {
        ["adam"] = epsilon => new Adam<double>(epsilon: epsilon),
        ["adamw"] = epsilon => new AdamW<double>(weightDecay: 0, epsilon: epsilon),
        ["rmsprop"] = epsilon => new RmsProp<double>(epsilon: epsilon),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_the_support_set_is_fitted_already_the_factor_is_one_minus_alpha_H_over_epsilon(string rule)
    {
        // Model w x, half the squared error, w = 3 on the point (2, 6): the inner gradient is 0 and H = 4. The direction is
        // g / (|g| + epsilon), whose derivative at 0 is 1 / epsilon, so d w' / d w = 1 - alpha H / epsilon = -1.
        NetAdaptation<double> net = new(
            new Linear<double>(1, 1, bias: false),
            static (prediction, target, axes) => 0.5 * Loss.MeanSquaredError(prediction, target, axes),
            StepSizes<double>.Constant(0.125),
            Rules[rule](0.25));
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([2], [1, 1]), Tensors.Create<double>([6], [1, 1]),
            Tensors.Create<double>([1], [1, 1]), Tensors.Create<double>([-7], [1, 1]));
        Parameters<double> theta = new([KeyValuePair.Create("net.weight", Tensors.Create<double>([3], [1, 1]))]);
        (double[] losses, Parameters<double> direction) = new Maml<double>(net, 1).Numbers(theta, task);
        Assert.Equal([50], losses);
        Assert.Equal([-10], Flat.Of(direction));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_net_with_dead_units_has_a_finite_meta_gradient(string rule)
    {
        Sequential<double> net = Nets.Relu<double>(2, 2, width: 12);
        Maml<double> learner = new(
            new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.01), Rules[rule](1e-8)), 3);
        Parameters<double> task = new RandomTasks<double>(2, 5, 2, 2).Sample(1, 0);
        using Tape<double> tape = new();
        Variables<double> theta = net.Initialize(1).On(tape);
        Variable<double> support = Loss.MeanSquaredError(
            net.Forward(theta, tape.Input(task[EpisodeNames.SupportInputs])), tape.Input(task[EpisodeNames.SupportTargets]));
        Assert.Contains(0.0, Flat.Of(tape.Gradient(support, theta)));

        double[] direction = Flat.Of(learner.Numbers(learner.Initialize(1), task).Direction);
        Assert.All(direction, static value => Assert.True(double.IsFinite(value)));
        Assert.Contains(direction, static value => value != 0);
    }
}
