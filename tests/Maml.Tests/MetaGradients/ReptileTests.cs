using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

public class ReptileTests
{
    private const double Alpha = 0.1;

    private static readonly Parameters<double> Task = new RandomTasks<double>(6, 4, 2, 2).Sample(7, 0);

    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(3, 6)]
    [InlineData(7, 2)]
    [InlineData(5, 4)]
    public void The_direction_is_where_K_steps_lead_from(int steps, int? batch)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        NetAdaptation<double> net = Learners.Net<double>(batch: batch);
        Parameters<double> start = net.Net.Initialize(2);

        // By hand: step k sees the examples from k times the size on, going round the set.
        Variables<double> theta = start.On(tape);
        Variable<double> inputs = tape.Input(Task[EpisodeNames.SupportInputs]);
        Variable<double> targets = tape.Input(Task[EpisodeNames.SupportTargets]);
        int size = batch ?? 6;
        for (int k = 0; k < steps; k++)
        {
            Variable<double> numbers = tape.Constant([.. Enumerable.Range(0, size).Select(i => (double)(((k * size) + i) % 6))], [size]);
            Variable<double> loss = Loss.MeanSquaredError(net.Net.Forward(theta, inputs.TakeRows(numbers)), targets.TakeRows(numbers));
            theta -= Alpha * tape.Gradient(loss, theta);
        }

        double[] expected = Flat.Of(start - theta.ToParameters());
        double queryLoss = Loss.MeanSquaredError(
            net.Net.Forward(theta, tape.Input(Task[EpisodeNames.QueryInputs])), tape.Input(Task[EpisodeNames.QueryTargets])).Scalar;

        (double[] losses, Parameters<double> direction) = new Reptile<double>(net, steps).Numbers(start.Prefixed("net"), Task);
        Near.Close(expected, Flat.Of(direction), 1e-13);
        Near.Close([queryLoss], losses, 1e-13);
    }

    [Fact]
    public void Each_step_sees_its_own_examples_going_round_the_set()
    {
        List<double[]> seen = [];
        NetAdaptation<double> net = new(
            new Linear<double>(1, 1),
            (prediction, target, axes) =>
            {
                seen.Add(target.ToArray());
                return Loss.MeanSquaredError(prediction, target, axes);
            },
            StepSizes<double>.Constant(0.01),
            batch: 2);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([1, 2, 3, 4, 5, 6, 7], [7, 1]),
            Tensors.Create<double>([10, 20, 30, 40, 50, 60, 70], [7, 1]),
            Tensors.Create<double>([0], [1, 1]),
            Tensors.Create<double>([-1], [1, 1]));
        Reptile<double> learner = new(net, 8);
        learner.Numbers(learner.Initialize(1), task);

        // In seven steps each of seven examples twice, nobody left out. The query set only tells the loss.
        Assert.Equal<double[]>([[10, 20], [30, 40], [50, 60], [70, 10], [20, 30], [40, 50], [60, 70], [10, 20], [-1]], seen);
    }

    [Fact]
    public void With_one_step_it_is_alpha_times_the_joint_gradient_of_the_support_sets()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Parameters<double>[] tasks = new RandomTasks<double>(6, 4, 2, 2).First(4);
        Parameters<double>[] onlySupport = [.. tasks.Select(static task => FewShotTask.Of(
            task[EpisodeNames.SupportInputs], task[EpisodeNames.SupportTargets], task[EpisodeNames.SupportInputs],
            task[EpisodeNames.SupportTargets]))];
        Reptile<double> learner = new(net, 1);
        Parameters<double> theta = learner.Initialize(2);
        double[] reptile = Flat.Of(learner.Numbers(theta, tasks).Direction);
        double[] joint = Flat.Of(new JointTraining<double>(net.Net, Loss.MeanSquaredError).Numbers(theta, onlySupport).Direction);
        Near.Close([.. joint.Select(static value => Alpha * value)], reptile, 1e-13);
    }

    [Fact]
    public void Joint_training_takes_the_plain_gradient_of_the_query_loss()
    {
        using Tape<double> tape = new();
        Sequential<double> net = Nets.Tanh<double>(2, 2);
        Parameters<double> start = net.Initialize(2);
        Variables<double> theta = start.On(tape);
        Variable<double> loss = Loss.MeanSquaredError(
            net.Forward(theta, tape.Input(Task[EpisodeNames.QueryInputs])), tape.Input(Task[EpisodeNames.QueryTargets]));
        (double[] losses, Parameters<double> direction) = new JointTraining<double>(net, Loss.MeanSquaredError)
            .Numbers(start.Prefixed("net"), Task);
        Near.Close([loss.Scalar], losses, 1e-14);
        Near.Close(Flat.Of(tape.Gradient(loss, theta)), Flat.Of(direction), 1e-14);
    }

    [Fact]
    public void Learned_step_sizes_are_left_alone_by_what_can_not_learn_them()
    {
        Reptile<double> learner = new(Learners.Net(StepSizes<double>.Learned(Alpha, 2)), 3);
        Parameters<double> start = learner.Initialize(1);
        Parameters<double> direction = learner.Numbers(start, Task).Direction;
        Assert.Equal(start.Names, direction.Names);
        Assert.NotEmpty(direction.Under("step_size"));
        Assert.All(Flat.Of(direction.Under("step_size")), static value => Assert.Equal(0, value));
    }
}
