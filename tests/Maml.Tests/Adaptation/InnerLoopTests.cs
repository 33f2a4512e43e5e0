using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

public class InnerLoopTests
{
    private static readonly FewShotTask<double> Task = new RandomTasks<double>(4, 5, 2, 2).Sample(1, 0);

    [Fact]
    public void The_trajectory_has_the_parameters_before_and_after_each_step_and_the_losses_between()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        foreach (InnerGradient gradient in Enum.GetValues<InnerGradient>())
        {
            Trajectory<double> trajectory = loop.Adapt(theta, task.SupportInputs, task.SupportTargets, 3, gradient: gradient);
            Assert.Equal(4, trajectory.Parameters.Count);
            Assert.Equal(3, trajectory.SupportLosses.Count);
            Assert.Equal(Flat.Of(theta), Flat.Of(trajectory.Parameters[0]));
            Assert.Equal(Flat.Of(trajectory.Parameters[3]), Flat.Of(trajectory.Adapted));
            for (int step = 0; step < 3; step++)
            {
                double loss = Loss.MeanSquaredError(loop.Model.Forward(trajectory.Parameters[step], task.SupportInputs), task.SupportTargets).Scalar;
                Assert.Equal(loss, trajectory.SupportLosses[step].Scalar);
            }

            Assert.True(trajectory.SupportLosses[2].Scalar < trajectory.SupportLosses[0].Scalar);
        }
    }

    [Fact]
    public void No_steps_leave_the_parameters_as_they_are()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        Trajectory<double> trajectory = loop.Adapt(theta, tape.Input(Task.SupportInputs), tape.Input(Task.SupportTargets), 0);
        Assert.Empty(trajectory.SupportLosses);
        Assert.Equal(Flat.Of(theta), Flat.Of(trajectory.Adapted));
    }

    [Fact]
    public void With_a_task_axis_every_task_has_parameters_of_its_own()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        TaskData<double> data = TaskData<double>.Stack(tape, new RandomTasks<double>(4, 5, 2, 2).First(3));
        Trajectory<double> trajectory = loop.Adapt(theta, data.SupportInputs, data.SupportTargets, 2, hasTaskAxis: true);
        Assert.All(
            trajectory.Adapted.Zip(theta), pair => Assert.Equal(pair.Second.Value.Shape.Prepend(3), pair.First.Value.Shape));
        Assert.All(trajectory.SupportLosses, loss => Assert.Equal(Shape.Create(3), loss.Shape));
    }

    [Fact]
    public void Learned_step_sizes_are_meta_parameters_by_tensor_and_step()
    {
        InnerLoop<double> loop = Learners.Loop(InnerStepSize<double>.Learned(0.05, 2));
        Parameters<double> start = loop.InitializeMetaParameters(1);
        int tensors = loop.Model.Parameters.Count;
        Assert.Equal(3 * tensors, start.Count);
        Assert.Equal("step_size_logit.0.0.weight", start[tensors].Key);
        Assert.Equal("step_size_logit.1.4.bias", start[^1].Key);
        Assert.All(
            start.Skip(tensors), entry => Near.Close(0.05, 0.25 / (1 + Math.Exp(-Tensors.ToArray(entry.Value)[0])), 1e-15));
    }

    [Theory]
    [InlineData(-40, 0)]
    [InlineData(0, 0.1)]
    [InlineData(40, 0.2)]
    public void No_learned_step_size_passes_its_bound(double logit, double size)
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop(InnerStepSize<double>.Learned(0.05, 1, largest: 0.2));
        InnerLoop<double> constant = Learners.Loop(InnerStepSize<double>.Constant(size));
        Parameters<double> net = loop.Model.Initialize(1);
        Parameters<double> sizes = new(loop.InitializeMetaParameters(1).Skip(net.Count)
            .Select(entry => KeyValuePair.Create(entry.Key, Tensors.Create<double>([logit], [1]))));
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        double[] learned = Flat.Of(loop.Adapt(net.Concat(sizes).On(tape), task.SupportInputs, task.SupportTargets, 1).Adapted);
        double[] expected = Flat.Of(constant.Adapt(net.On(tape), task.SupportInputs, task.SupportTargets, 1).Adapted);
        Near.Close(expected, learned, 1e-14);
    }

    [Fact]
    public void Meta_parameters_of_another_layout_are_refused_with_both_numbers()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop(InnerStepSize<double>.Learned(0.05, 2));
        Variables<double> onlyTheNet = loop.Model.Initialize(1).On(tape);
        TaskData<double> task = TaskData<double>.Single(tape, Task);
        string message = Assert.Throws<ArgumentException>(() => loop.Adapt(onlyTheNet, task.SupportInputs, task.SupportTargets, 1)).Message;
        Assert.Contains("18", message, StringComparison.Ordinal);
        Assert.Contains("6", message, StringComparison.Ordinal);
        Assert.Contains("InitializeMetaParameters", message, StringComparison.Ordinal);

        Variables<double> withSizes = loop.InitializeMetaParameters(1).On(tape);
        Assert.Throws<ArgumentException>(() => Learners.Loop<double>().Adapt(withSizes, task.SupportInputs, task.SupportTargets, 1));
    }

    [Fact]
    public void A_loss_that_mixes_the_tasks_is_refused()
    {
        // It ignores the task axis: the mean over all tasks would make every inner gradient too small by the number of tasks, and nobody the wiser.
        using Tape<double> tape = new();
        InnerLoop<double> loop = new(
            Nets.Tanh<double>(2, 2), static (prediction, target, _) => Loss.MeanSquaredError(prediction, target), InnerStepSize<double>.Constant(0.1));
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        TaskData<double> data = TaskData<double>.Stack(tape, new RandomTasks<double>(4, 5, 2, 2).First(3));
        foreach (MetaLearner<double> learner in (MetaLearner<double>[])[new Maml<double>(loop, 1), new Reptile<double>(loop, 1), new JointTraining<double>(loop)])
        {
            string message = Assert.Throws<ArgumentException>(() => learner.Compute(theta, data)).Message;
            Assert.Contains("[3]", message, StringComparison.Ordinal);
            Assert.Contains("[]", message, StringComparison.Ordinal);
            Assert.Contains("taskAxes", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_batch_beyond_the_support_set_is_refused_with_both_numbers(int batch)
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        string message = Assert.Throws<ArgumentOutOfRangeException>(
            () => new Reptile<double>(loop, 1, batch).Compute(loop.InitializeMetaParameters(1).On(tape), TaskData<double>.Single(tape, Task))).Message;
        Assert.Contains("all 4 examples", message, StringComparison.Ordinal);
        Assert.Contains($"got {batch}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_and_targets_that_do_not_fit_are_refused_with_both_shapes()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        string message = Assert.Throws<ArgumentException>(() => loop.Adapt(theta, tape.Zeros([4, 2]), tape.Zeros([4]), 1)).Message;
        Assert.Contains("[4, 2]", message, StringComparison.Ordinal);
        Assert.Contains("[4]", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => loop.Adapt(theta, tape.Zeros([4, 3]), tape.Zeros([4, 2]), 1)).Message;
        Assert.Contains("[..., examples, 2], got [4, 3]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_steps_that_make_no_sense_are_refused()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        Assert.Throws<ArgumentOutOfRangeException>(() => loop.Adapt(theta, tape.Zeros([4, 2]), tape.Zeros([4, 2]), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Maml<double>(loop, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Reptile<double>(loop, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => InnerStepSize<double>.Learned(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => InnerStepSize<double>.Learned(0.1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => InnerStepSize<double>.Learned(double.NaN, 1));
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => InnerStepSize<double>.Learned(0.1, 1, largest: 0.05)).Message;
        Assert.Contains("got 0.1 with the bound 0.05", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 1 })]
    [InlineData(new double[] { 0, 0, 0 })]
    [InlineData(new double[] { 0, 0, 1, 1 })]
    public void Weights_that_do_not_fit_the_steps_are_refused_with_both_numbers(double[] weights)
    {
        string message = Assert.Throws<ArgumentException>(() => new Maml<double>(Learners.Loop<double>(), 2, stepWeights: weights)).Message;
        Assert.Contains("Expected 3 weights", message, StringComparison.Ordinal);
        Assert.Contains($"got {weights.Length}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_treatment_of_the_inner_gradient_that_does_not_exist_is_not_taken_for_first_order()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Learners.Loop<double>();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Maml<double>(loop, 1, (InnerGradient)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => loop.Adapt(theta, tape.Zeros([4, 2]), tape.Zeros([4, 2]), 1, gradient: (InnerGradient)7));
    }

    [Fact]
    public void Only_what_is_named_adapts_and_the_rest_is_shared_by_all_tasks()
    {
        using Tape<double> tape = new();
        Sequential<double> net = Nets.Tanh<double>(2, 2);
        string last = $"{net.Count - 1}.";
        InnerLoop<double> whole = new(net, Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.1));
        InnerLoop<double> head = new(net, Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.1), new Adam<double>(), only: last);
        Assert.Equal("0.1", whole.Description);
        Assert.Equal($"0.1 of '{last}' only", head.Description);
        Variables<double> theta = head.InitializeMetaParameters(1).On(tape);
        TaskData<double> data = TaskData<double>.Stack(tape, new RandomTasks<double>(4, 5, 2, 2).First(3));
        Trajectory<double> trajectory = head.Adapt(theta, data.SupportInputs, data.SupportTargets, 4, hasTaskAxis: true);
        foreach ((string name, Variable<double> value) in trajectory.Adapted)
        {
            if (name.StartsWith(last, StringComparison.Ordinal))
            {
                Assert.Equal(theta[name].Shape.Prepend(3), value.Shape);
                Assert.NotEqual(theta[name].Values.ToArray(), value.Values[..theta[name].Shape.ElementCount].ToArray());
            }
            else
            {
                Assert.Equal(theta[name].Shape, value.Shape);
                Assert.Equal(theta[name].Values.ToArray(), value.Values.ToArray());
            }
        }

        Assert.True(trajectory.SupportLosses[3].Sum().Scalar < trajectory.SupportLosses[0].Sum().Scalar);
    }

    [Fact]
    public void A_name_that_no_parameter_has_and_learned_sizes_of_some_are_refused()
    {
        Sequential<double> net = Nets.Tanh<double>(2, 2);
        string message = Assert.Throws<ArgumentException>(
            () => new InnerLoop<double>(net, Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.1), only: "head.")).Message;
        Assert.Contains("'head.'", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new InnerLoop<double>(net, Loss.MeanSquaredError, InnerStepSize<double>.Learned(0.1, 2), only: "0."));
    }
}
