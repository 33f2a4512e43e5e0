using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>What stands between exact and first order is the Hessian, and nothing else.</summary>
public class HessianTermTests
{
    private const double Alpha = 0.2;

    private static readonly FewShotTask<double> Task = new RandomTasks<double>(4, 6, 2, 2).Sample(3, 0);

    [Theory]
    [InlineData("tanh")]
    [InlineData("relu")]
    public void For_one_step_the_difference_is_minus_alpha_H_g(string net)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = Loop(net);
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        double[] exact = Flat.Of(new Maml<double>(loop, 1).Compute(theta, task).Gradient);
        double[] firstOrder = Flat.Of(new Maml<double>(loop, 1, InnerGradient.FirstOrder).Compute(theta, task).Gradient);

        // Forward over reverse, at points put on the tape anew: nothing is shared with the reverse sweep through the inner step.
        Trajectory<double> trajectory = loop.Adapt(theta, task.SupportInputs, task.SupportTargets, 1, gradient: InnerGradient.Detached);
        Variables<double> adapted = trajectory.Adapted.ToParameters().On(tape);
        Variables<double> g = tape.Gradient(Loss.MeanSquaredError(loop.Model.Forward(adapted, task.QueryInputs), task.QueryTargets), adapted);
        Variable<double> support = Loss.MeanSquaredError(loop.Model.Forward(theta, task.SupportInputs), task.SupportTargets);
        double[] expected = Flat.Of(-Alpha * tape.HessianVectorProduct(support, theta, g));

        Near.Close(expected, [.. exact.Zip(firstOrder, (a, b) => a - b)], 1e-12);
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
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = Loop("tanh");
        Parameters<double> start = loop.InitializeMetaParameters(1);
        double[] unrolled = Flat.Of(new Maml<double>(loop, steps).Compute(start.On(tape), TaskData<double>.Single(tape, Task)).Gradient);

        // u = g; for k = K-1 ... 0: u = u - alpha H_k u, each step recorded on a tape of its own.
        List<Parameters<double>> path = Path(loop, start, steps);
        Parameters<double> u = At(path[^1], (scratch, theta, task) => scratch.Gradient(Query(loop, theta, task), theta));
        for (int k = steps - 1; k >= 0; k--)
        {
            Parameters<double> now = u;
            u = At(path[k], (scratch, theta, task) =>
            {
                Variables<double> vector = now.On(scratch);
                return vector - (Alpha * scratch.HessianVectorProduct(Support(loop, theta, task), theta, vector));
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
        using Tape<double> tape = new();
        InnerLoop<double> loop = Loop(net);
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        MetaResult<double> exact = new Maml<double>(loop, steps).Compute(theta, task);
        MetaResult<double> firstOrder = new Maml<double>(loop, steps, InnerGradient.FirstOrder).Compute(theta, task);

        Assert.Equal(exact.Losses.Scalar, firstOrder.Losses.Scalar);
        Assert.InRange(Flat.Cosine(Flat.Of(exact.Gradient), Flat.Of(firstOrder.Gradient)), -1, 0.99);
    }

    [Fact]
    public void First_order_is_the_query_gradient_at_the_adapted_parameters_whatever_the_steps()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Loop("tanh");
        Parameters<double> start = loop.InitializeMetaParameters(1);
        double[] firstOrder = Flat.Of(
            new Maml<double>(loop, 4, InnerGradient.FirstOrder).Compute(start.On(tape), TaskData<double>.Single(tape, Task)).Gradient);
        Parameters<double> g = At(Path(loop, start, 4)[^1], (scratch, theta, task) => scratch.Gradient(Query(loop, theta, task), theta));
        Near.Close(Flat.Of(g), firstOrder, 1e-13);
    }

    private static InnerLoop<double> Loop(string net)
        => new(net == "tanh" ? Nets.Tanh<double>(2, 2) : Nets.Relu<double>(2, 2), Loss.MeanSquaredError, InnerStepSize<double>.Constant(Alpha));

    private static List<Parameters<double>> Path(InnerLoop<double> loop, Parameters<double> start, int steps)
    {
        List<Parameters<double>> path = [start];
        for (int k = 0; k < steps; k++)
        {
            path.Add(path[k] - (Alpha * At(path[k], (tape, theta, task) => tape.Gradient(Support(loop, theta, task), theta))));
        }

        return path;
    }

    private static Variable<double> Support(InnerLoop<double> loop, Variables<double> theta, TaskData<double> task)
        => Loss.MeanSquaredError(loop.Model.Forward(theta, task.SupportInputs), task.SupportTargets);

    private static Variable<double> Query(InnerLoop<double> loop, Variables<double> theta, TaskData<double> task)
        => Loss.MeanSquaredError(loop.Model.Forward(theta, task.QueryInputs), task.QueryTargets);

    private static Parameters<double> At(
        Parameters<double> point, Func<Tape<double>, Variables<double>, TaskData<double>, Variables<double>> function)
    {
        using Tape<double> tape = new();
        return function(tape, point.On(tape), TaskData<double>.Single(tape, Task)).ToParameters();
    }
}
