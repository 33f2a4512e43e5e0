using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/first-order.md, as it stands there.</summary>
public class FirstOrderExampleTests
{
    [Fact]
    public void The_second_order_term_is_a_part_of_the_whole()
    {
        // <example>
        var net = new Sequential<double>(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));
        var adaptation = new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.01));
        var tasks = new SinusoidTasks<double>(shots: 5, queries: 5).Batch(seed: 1, first: 0, count: 4);
        var theta = new Learner<double>("any", adaptation, new Unrolled<double>(steps: 1)).Initialize(seed: 1);
        using var tape = new Tape<double>();
        var exact = new Unrolled<double>(steps: 1).Compute(adaptation, theta.On(tape), tasks.On(tape)).Direction;
        var firstOrder = new FirstOrder<double>(steps: 1).Compute(adaptation, theta.On(tape), tasks.On(tape)).Direction;
        double share = (exact - firstOrder).Norm().Scalar / exact.Norm().Scalar;

        // </example>
        Assert.InRange(share, 0.01, 1);
    }
}
