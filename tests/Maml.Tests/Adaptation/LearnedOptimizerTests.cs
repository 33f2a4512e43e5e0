using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Catalogue;
using AutogradMaml.Maml.Tests.Catalogue.Rows;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>The learned optimizer: the paper's first order, what its gates read, and the other ways to differentiate it.</summary>
public class LearnedOptimizerTests
{
    private const int Steps = 2;

    private static readonly LearnerProblem Sine = LearnerProblem.Sine;

    private static readonly Linear<double> Line = new(1, 1, bias: false);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void First_order_takes_gradients_and_losses_that_the_optimizer_is_given_for_constants(int hidden)
    {
        Learner<double> learner = new LearnedOptimizer<double>(Sine.Net, Sine.Loss, new FirstOrder<double>(Steps), stepSize: 0.2, hidden);
        Parameters<double> meta = learner.Initialize(2);
        Parameters<double> task = Sine.Tasks.Sample(5, 0);
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, task);
        (double loss, Parameters<double> defined) = LearnedOptimizerRow.Define(Sine, meta, task, hidden > 0, detached: true);
        Near.Close(loss, losses[0], 1e-12);
        Near.Close(Flat.Of(defined), Flat.Of(direction), 1e-12);
        Parameters<double> exact = LearnedOptimizerRow.Define(Sine, meta, task, hidden > 0, detached: false).Direction;
        Assert.True((exact - direction).Norm() > 1e-2 * exact.Norm());
        Assert.False(learner.GradientIn(0).IsExact);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_trajectory_adjoint_gives_what_unrolled_gives(int hidden)
    {
        Learner<double> unrolled = new LearnedOptimizer<double>(
            Sine.Net, Sine.Loss, new Unrolled<double>(4), stepSize: 0.1, hidden, batch: 2);
        Learner<double> adjoint = new LearnedOptimizer<double>(
            Sine.Net, Sine.Loss, new TrajectoryAdjoint<double>(4), stepSize: 0.1, hidden, batch: 2);
        Parameters<double> meta = unrolled.Initialize(2);
        Parameters<double> task = Sine.Tasks.Sample(5, 0);
        Near.Close(Flat.Of(unrolled.Numbers(meta, task).Direction), Flat.Of(adjoint.Numbers(meta, task).Direction), 1e-12);
    }

    [Fact]
    public void It_starts_as_descent_by_steps_of_the_size_that_was_told_with_a_little_decay()
    {
        Learner<double> learner = new LearnedOptimizer<double>(Line, Sine.Loss, new FirstOrder<double>(1), stepSize: 0.2);
        Parameters<double> meta = learner.Initialize(2);
        meta = new(meta.Select(static entry => KeyValuePair.Create(
            entry.Key, entry.Key.StartsWith("optimizer", StringComparison.Ordinal) && entry.Key.EndsWith("weight", StringComparison.Ordinal)
                ? Tensors.Create<double>(new double[6], [1, 6])
                : entry.Value)));
        double w = Tensors.ToArray(meta["net.weight"])[0];
        double adapted = Tensors.ToArray(learner.Adapt(meta, OnePoint(2, 3)).Adapted["net.weight"])[0];
        Near.Close((w / (1 + Math.Exp(-5))) - (0.2 * 2 * ((2 * w) - 3) * 2), adapted, 1e-14);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e-6)]
    [InlineData(-1e-6)]
    [InlineData(0)]
    public void The_gates_read_sizes_of_all_orders_of_magnitude(double error)
    {
        // With a support point (1, -error) and w = 0 the loss is error^2 and the gradient 2 error.
        Learner<double> learner = new LearnedOptimizer<double>(Line, Sine.Loss, new Unrolled<double>(1));
        double[] weights = [0.3, 0.5, 0.7, 1.1, 1.3, 1.7];
        Parameters<double> meta = new(learner.Initialize(2).Select(entry => KeyValuePair.Create(entry.Key, entry.Key switch
        {
            "net.weight" => Tensors.Create<double>([0], [1, 1]),
            "optimizer.input.weight" => Tensors.Create<double>(weights, [1, 6]),
            _ => entry.Value,
        })));
        AdaptedLearner<double> adapted = learner.Adapt(meta, OnePoint(1, -error));
        (double Size, double Sign) Told(double x) => Math.Abs(x) < Math.Exp(-10)
            ? (-1, Math.Exp(10) * x)
            : (Math.Log(Math.Abs(x)) / 10, Math.Sign(x));
        (double gradientSize, double gradientSign) = Told(2 * error);
        (double lossSize, double lossSign) = Told(error * error);
        double z = Math.Log(0.01 / 0.99) + (0.3 * gradientSize) + (0.5 * gradientSign) + (0.7 * lossSize) + (1.1 * lossSign);
        Near.Close(1 / (1 + Math.Exp(-z)), Tensors.ToArray(adapted.Adapted["gates.input"])[0], 1e-13);
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, OnePoint(1, -error));
        Assert.True(double.IsFinite(losses[0]));
        Assert.Null(direction.FirstNonFinite());
    }

    [Fact]
    public void Only_what_is_selected_adapts_and_numbers_that_make_no_sense_are_refused()
    {
        Learner<double> head = new LearnedOptimizer<double>(Sine.Net, Sine.Loss, new FirstOrder<double>(1), adapts: Selection.Only("2"));
        AdaptedLearner<double> adapted = head.Adapt(head.Initialize(1), Sine.Tasks.Sample(5, 0));
        Assert.Equal(["net.2.weight", "net.2.bias", "gates.forget", "gates.input"], adapted.Adapted.Names);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LearnedOptimizer<double>(Line, Sine.Loss, new FirstOrder<double>(0)));
        Assert.Throws<ArgumentOutOfRangeException>(
            static () => new LearnedOptimizer<double>(Line, Sine.Loss, new FirstOrder<double>(1), hidden: -1));
        Assert.Contains(
            "above 0 and below 1, and so the size of the first steps, got 1",
            Assert.Throws<ArgumentOutOfRangeException>(
                static () => new LearnedOptimizer<double>(Line, Sine.Loss, new FirstOrder<double>(1), stepSize: 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_that_a_net_keeps_are_carried_beside_the_gates()
    {
        LearnerProblem problem = LearnerProblem.GlyphsWithRunningStatistics;
        Learner<double> learner = new LearnedOptimizer<double>(problem.Net, problem.Loss, new Unrolled<double>(1));
        Learner<double> plain = new Maml<double>(problem.Net, problem.Loss, 1, StepSizes<double>.Constant(0.01));
        Parameters<double> meta = learner.Initialize(2);
        Parameters<double> direction = learner.Numbers(meta, problem.Tasks.Sample(5, 0)).Direction;
        Parameters<double> expected = plain.Numbers(plain.Initialize(2), problem.Tasks.Sample(5, 0)).Direction;
        Assert.Equal(expected.Under("statistics").Names, direction.Under("statistics").Names);
        Near.Close(Flat.Of(expected.Under("statistics")), Flat.Of(direction.Under("statistics")), 1e-14);
        Assert.True(direction.Under("statistics").Norm() > 0.01);
    }

    [Fact]
    public void The_loss_of_a_step_is_told_to_its_update_and_to_nobody_before()
    {
        using Tape<double> tape = new();
        Episode<double> episode = TaskBatch<double>.Of(OnePoint(1, 1)).On(tape);
        InnerStep<double> at = new(episode, 0);
        Assert.Contains("known to its update", Assert.Throws<InvalidOperationException>(() => at.Loss).Message, StringComparison.Ordinal);
        Variable<double> loss = tape.Ones([1]);
        at.TakeLoss(loss);
        Assert.Equal([1], at.Loss.ToArray());
    }

    private static Parameters<double> OnePoint(double x, double y) => FewShotTask.Of(
        Tensors.Create<double>([x], [1, 1]), Tensors.Create<double>([y], [1, 1]), Tensors.Create<double>([2], [1, 1]),
        Tensors.Create<double>([1], [1, 1]));
}
