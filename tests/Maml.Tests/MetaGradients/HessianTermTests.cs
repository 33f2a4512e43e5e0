using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>What stands between exact and first order is the Hessian, and nothing else.</summary>
public class HessianTermTests
{
    private const double Alpha = 0.2;

    private static readonly Parameters<double> Task = new RandomTasks<double>(4, 6, 2, 2).Sample(3, 0);

    [Theory]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void For_one_step_the_difference_is_minus_alpha_H_g(string net)
    {
        Sequential<double> model = Net(net);
        Parameters<double> start = model.Initialize(1);
        double[] exact = Flat.Of(Exact(model, 1).Numbers(start.Prefixed("net"), Task).Direction);
        double[] firstOrder = Flat.Of(FirstOrder(model, 1).Numbers(start.Prefixed("net"), Task).Direction);

        // Forward over reverse, on a tape of its own: nothing is shared with the reverse sweep through the inner step.
        Parameters<double> g = At(Path(model, start, 1)[^1], (tape, theta) => tape.Gradient(Query(model, theta), theta));
        Parameters<double> expected = At(
            start, (tape, theta) => -Alpha * tape.HessianVectorProduct(Support(model, theta), theta, g.On(tape)));

        Near.Close(Flat.Of(expected), [.. exact.Zip(firstOrder, (a, b) => a - b)], 1e-12);
        Near.Close(Flat.Of(g), firstOrder, 1e-13);
        Assert.True(Near.Distance(exact, firstOrder) > 0.01, "A Hessian term of nothing would make this test empty.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Walking_back_with_Hessian_vector_products_gives_the_unrolled_gradient(int steps)
    {
        Sequential<double> model = Net("tanh");
        Parameters<double> start = model.Initialize(1);
        double[] unrolled = Flat.Of(Exact(model, steps).Numbers(start.Prefixed("net"), Task).Direction);

        // u = g; for k = K-1 ... 0: u = u - alpha H_k u, each step recorded on a tape of its own.
        List<Parameters<double>> path = Path(model, start, steps);
        Parameters<double> u = At(path[^1], (tape, theta) => tape.Gradient(Query(model, theta), theta));
        for (int k = steps - 1; k >= 0; k--)
        {
            Parameters<double> now = u;
            u = At(path[k], (tape, theta) =>
            {
                Variables<double> vector = now.On(tape);
                return vector - (Alpha * tape.HessianVectorProduct(Support(model, theta), theta, vector));
            });
        }

        Near.Close(Flat.Of(u), unrolled, 1e-12);
    }

    [Theory]
    [InlineData("tanh", 1)]
    [InlineData("tanh", 5)]
    [InlineData("relu", 1)]
    [InlineData("relu", 5)]
    public void On_a_net_exact_and_first_order_point_in_different_directions(string net, int steps)
    {
        Sequential<double> model = Net(net);
        Parameters<double> start = model.Initialize(1).Prefixed("net");
        (double[] losses, Parameters<double> exact) = Exact(model, steps).Numbers(start, Task);
        (double[] same, Parameters<double> firstOrder) = FirstOrder(model, steps).Numbers(start, Task);
        Assert.Equal(losses, same);
        Assert.InRange(Flat.Cosine(Flat.Of(exact), Flat.Of(firstOrder)), -1, 0.99);
    }

    [Fact]
    public void First_order_is_the_query_gradient_at_the_adapted_parameters_whatever_the_steps()
    {
        Sequential<double> model = Net("tanh");
        Parameters<double> start = model.Initialize(1);
        double[] firstOrder = Flat.Of(FirstOrder(model, 4).Numbers(start.Prefixed("net"), Task).Direction);
        Parameters<double> g = At(Path(model, start, 4)[^1], (tape, theta) => tape.Gradient(Query(model, theta), theta));
        Near.Close(Flat.Of(g), firstOrder, 1e-13);
    }

    private static Sequential<double> Net(string net) => net == "tanh" ? Nets.Tanh<double>(2, 2) : Nets.Relu<double>(2, 2);

    private static Maml<double> Exact(Module<double> model, int steps)
        => new(model, Loss.MeanSquaredError, steps, StepSizes<double>.Constant(Alpha));

    private static FirstOrderMaml<double> FirstOrder(Module<double> model, int steps)
        => new(model, Loss.MeanSquaredError, steps, StepSizes<double>.Constant(Alpha));

    private static List<Parameters<double>> Path(Module<double> model, Parameters<double> start, int steps)
    {
        List<Parameters<double>> path = [start];
        for (int k = 0; k < steps; k++)
        {
            path.Add(path[k] - (Alpha * At(path[k], (tape, theta) => tape.Gradient(Support(model, theta), theta))));
        }

        return path;
    }

    private static Variable<double> Support(Module<double> model, Variables<double> theta)
        => LossOn(model, theta, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets);

    private static Variable<double> Query(Module<double> model, Variables<double> theta)
        => LossOn(model, theta, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets);

    private static Variable<double> LossOn(Module<double> model, Variables<double> theta, string inputs, string targets)
    {
        Tape<double> tape = theta.Values[0].Tape;
        return Loss.MeanSquaredError(model.Forward(theta, tape.Input(Task[inputs])), tape.Input(Task[targets]));
    }

    private static Parameters<double> At(Parameters<double> point, Func<Tape<double>, Variables<double>, Variables<double>> function)
    {
        using Tape<double> tape = new();
        return function(tape, point.On(tape)).ToParameters();
    }
}
