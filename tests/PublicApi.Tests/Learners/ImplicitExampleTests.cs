using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/implicit.md, as it stands there.</summary>
public class ImplicitExampleTests
{
    [Fact]
    public void At_the_optimum_it_is_the_direction_through_all_steps()
    {
        // <example>
        var net = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        var adaptation = new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), proximal: 4);
        var tasks = new SinusoidTasks<double>(shots: 5, queries: 5).Batch(seed: 1, first: 0, count: 4);
        var learner = new Learner<double>("implicit", adaptation, new Implicit<double>(steps: 150));
        var theta = learner.Initialize(seed: 1);
        using var tape = new Tape<double>();
        var found = learner.Compute(theta.On(tape), tasks.On(tape));
        var expected = new Unrolled<double>(steps: 150).Compute(adaptation, theta.On(tape), tasks.On(tape)).Direction;
        double error = (found.Direction - expected).Norm().Scalar / expected.Norm().Scalar;
        double[] distance = found.Measures[0].Values.ToArray();

        // </example>
        Assert.True(error < 1e-6, $"{error}");
        Assert.All(distance, static norm => Assert.True(norm < 1e-6, $"{norm}"));
    }
}
