using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

public class ReptileTests
{
    private const double Alpha = 0.1;

    private static readonly FewShotTask<double> Task = new RandomTasks<double>(6, 4, 2, 2).Sample(7, 0);

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
        InnerLoop<double> loop = Learners.Loop<double>();
        Parameters<double> start = loop.InitializeMetaParameters(2);

        // By hand: step k sees the next examples, and goes round the set.
        Variables<double> theta = start.On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        int size = batch ?? 6;
        for (int k = 0; k < steps; k++)
        {
            int[] seen = [.. Enumerable.Range(k * size, size).Select(static example => example % 6)];
            Variable<double> x = Variable.Stack<double>([.. seen.Select(example => task.SupportInputs.At(0, example))]);
            Variable<double> y = Variable.Stack<double>([.. seen.Select(example => task.SupportTargets.At(0, example))]);
            theta -= Alpha * tape.Gradient(Loss.MeanSquaredError(loop.Model.Forward(theta, x), y), theta);
        }

        double[] expected = Flat.Of(start - theta.ToParameters());
        double queryLoss = Loss.MeanSquaredError(loop.Model.Forward(theta, task.QueryInputs), task.QueryTargets).Scalar;

        MetaResult<double> result = new Reptile<double>(loop, steps, batch).Compute(start.On(tape), task);
        Near.Close(expected, Flat.Of(result.Gradient), 1e-13);
        Near.Close(queryLoss, result.Losses.Scalar, 1e-13);
    }

    [Fact]
    public void Each_step_sees_its_own_run_of_examples()
    {
        using Tape<double> tape = new();
        List<double[]> seen = [];
        InnerLoop<double> loop = new(
            new Linear<double>(1, 1),
            (prediction, target, axes) =>
            {
                seen.Add(target.ToArray());
                return Loss.MeanSquaredError(prediction, target, axes);
            },
            InnerStepSize<double>.Constant(0.01));
        FewShotTask<double> task = new(
            Tensors.Create<double>([1, 2, 3, 4, 5, 6, 7], [7, 1]),
            Tensors.Create<double>([10, 20, 30, 40, 50, 60, 70], [7, 1]),
            Tensors.Create<double>([0], [1, 1]),
            Tensors.Create<double>([-1], [1, 1]));
        new Reptile<double>(loop, 5, batch: 2).Compute(loop.InitializeMetaParameters(1).On(tape), TaskData<double>.Single(tape, task));

        // Two by two round seven examples. The query set only tells the loss.
        Assert.Equal<double[]>([[10, 20], [30, 40], [50, 60], [70, 10], [20, 30], [-1]], seen);
    }

    [Fact]
    public void With_one_step_it_is_alpha_times_the_joint_gradient_of_the_support_sets()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        FewShotTask<double>[] tasks = new RandomTasks<double>(6, 4, 2, 2).First(4);
        Variables<double> theta = loop.InitializeMetaParameters(2).On(tape);
        TaskData<double> data = TaskData<double>.Stack(tape, tasks);
        TaskData<double> onlySupport = new(data.SupportInputs, data.SupportTargets, data.SupportInputs, data.SupportTargets, true);
        double[] reptile = Flat.Of(new Reptile<double>(loop, 1).Compute(theta, data).Gradient);
        double[] joint = Flat.Of(new JointTraining<double>(loop).Compute(theta, onlySupport).Gradient);
        Near.Close([.. joint.Select(value => Alpha * value)], reptile, 1e-13);
    }

    [Fact]
    public void Joint_training_takes_the_plain_gradient_of_the_query_loss()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(2).On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        Variable<double> loss = Loss.MeanSquaredError(loop.Model.Forward(theta, task.QueryInputs), task.QueryTargets);
        MetaResult<double> result = new JointTraining<double>(loop).Compute(theta, task);
        Assert.Equal(loss.Scalar, result.Losses.Scalar);
        Assert.Equal(Flat.Of(tape.Gradient(loss, theta)), Flat.Of(result.Gradient));
    }

    [Theory]
    [InlineData("reptile")]
    [InlineData("pretrained")]
    public void Learned_step_sizes_are_left_alone_by_learners_that_can_not_learn_them(string name)
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop(InnerStepSize<double>.Learned(Alpha, 2));
        MetaLearner<double> learner = name == "reptile" ? new Reptile<double>(loop, 3) : new JointTraining<double>(loop);
        Parameters<double> start = loop.InitializeMetaParameters(1);
        Variables<double> gradient = learner.Compute(start.On(tape), TaskData<double>.Single(tape, Task)).Gradient;
        Assert.Equal(start.Names, gradient.Names);
        Assert.All(gradient.Where(entry => entry.Key.StartsWith("step_size_logit", StringComparison.Ordinal)), entry => Assert.Equal(0, entry.Value.Scalar));
    }
}
