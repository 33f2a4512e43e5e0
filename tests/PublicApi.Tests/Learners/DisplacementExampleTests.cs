using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/displacement.md, as it stands there.</summary>
public class DisplacementExampleTests
{
    [Fact]
    public void Only_the_head_moves()
    {
        // <example>
        var net = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        var adaptation = new NetAdaptation<double>(
            net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), adapts: Selection.Only("2"), batch: 2);
        var learner = new Learner<double>("reptile of the head", adaptation, new Displacement<double>(steps: 5));
        using var tape = new Tape<double>();
        var tasks = new SinusoidTasks<double>(shots: 5, queries: 5).Batch(seed: 1, first: 0, count: 4);
        var direction = learner.Compute(learner.Initialize(seed: 1).On(tape), tasks.On(tape)).Direction;
        double body = direction.Under("net").Under("0").Norm().Scalar;
        double head = direction.Under("net").Under("2").Norm().Scalar;

        // </example>
        Assert.Equal(0, body);
        Assert.True(head > 0.01, $"{head}");
    }
}
