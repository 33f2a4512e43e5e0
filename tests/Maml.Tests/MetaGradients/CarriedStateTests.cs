using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>An inner optimizer whose state goes on from task to task.</summary>
public class CarriedStateTests
{
    private const double StepSize = 0.1;

    private static readonly RandomTasks<double> Tasks = new(6, 4, 2, 2);

    [Fact]
    public void The_state_is_part_of_the_meta_parameters_and_begins_as_that_of_an_optimizer_without_a_step()
    {
        InnerLoop<double> loop = Loop();
        Parameters<double> all = loop.InitializeMetaParameters(1);
        Parameters<double> theta = loop.Model.Initialize(1);
        Assert.Equal(theta.Names, all.Names.Take(theta.Count));
        Assert.Equal(
            theta.Names.Select(static name => $"inner.moment.0.{name}").Concat(theta.Names.Select(static name => $"inner.moment.1.{name}"))
                .Append("inner.number.0").Append("inner.number.1"),
            all.Names.Skip(theta.Count));
        Assert.Equal([1], Tensors.ToArray(all["inner.number.1"]));
        Assert.All(all.Where(static entry => entry.Key.Contains("moment", StringComparison.Ordinal)), static entry => Assert.All(Tensors.ToArray(entry.Value), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Parameters_and_state_move_to_where_the_steps_lead_on_the_mean()
    {
        using Tape<double> tape = new();
        InnerLoop<double> loop = Loop();
        Parameters<double> start = Used(loop);
        FewShotTask<double>[] tasks = Tasks.First(3);

        // By hand: each task alone, with an optimizer that begins at the state given.
        Parameters<double>? sum = null;
        foreach (FewShotTask<double> task in tasks)
        {
            Variables<double> theta = new(start.On(tape).Take(loop.Model.Parameters.Count));
            OptimizerState<double> state = loop.Optimizer.Restore(start.Under("inner"), tape);
            TaskData<double> data = TaskData<double>.Single(tape, task);
            for (int step = 0; step < 4; step++)
            {
                Variables<double> gradient = tape.Gradient(Loss.MeanSquaredError(loop.Model.Forward(theta, data.SupportInputs), data.SupportTargets), theta);
                (theta, state) = loop.Optimizer.Step(theta, gradient, state, StepSize);
            }

            Parameters<double> moved = start - theta.ToParameters().Concat(state.ToParameters().Prefixed("inner"));
            sum = sum is null ? moved : sum + moved;
        }

        MetaResult<double> together = new Reptile<double>(loop, 4).Compute(start.On(tape), TaskData<double>.Stack(tape, tasks));
        Assert.Equal(start.Names, together.Gradient.Names);
        Near.Close(Flat.Of(sum!), Flat.Of(together.Gradient), 1e-13);
        MetaResult<double> alone = new Reptile<double>(loop, 4).Compute(start.On(tape), TaskData<double>.Single(tape, tasks[0]));
        Assert.NotEqual(Flat.Of(new Reptile<double>(loop, 4).Compute(Fresh(start).On(tape), TaskData<double>.Single(tape, tasks[0])).Gradient), Flat.Of(alone.Gradient));
    }

    [Fact]
    public void One_task_after_the_other_with_whole_outer_steps_is_one_long_training()
    {
        // Nothing is lost between tasks: two iterations of two steps are four steps, when there is one task and the outer step is 1.
        using Tape<double> tape = new();
        InnerLoop<double> loop = Loop();
        SameTask same = new(Tasks.Sample(1, 0));
        TrainingPlan<double> plan = new()
        {
            Learner = new Reptile<double>(loop, 2),
            Tasks = same,
            Iterations = 2,
            MetaBatch = 1,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 1,
        };
        Trainer<double> twice = new(plan);
        Trainer<double> once = new(plan with { Learner = new Reptile<double>(loop, 4), Iterations = 1 });
        Near.Close(Flat.Of(once.Run(once.Start()).MetaParameters), Flat.Of(twice.Run(twice.Start()).MetaParameters), 1e-14);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public void Freed_of_bias_a_moment_is_a_mean_of_gradients_whatever_the_outer_steps(double outer)
    {
        // The loss is linear, so every gradient is the same and so is every mean of them.
        InnerLoop<double> loop = new(
            new Linear<double>(1, 1),
            static (prediction, target, axes) => (prediction * target).Sum([.. Enumerable.Range(axes, prediction.Shape.Rank - axes)]),
            InnerStepSize<double>.Constant(0.01),
            new Adam<double>(beta1: 0.5, beta2: 0.9),
            carriesState: true);
        FewShotTask<double> task = new(
            Tensors.Create<double>([2], [1, 1]), Tensors.Create<double>([3], [1, 1]), Tensors.Create<double>([2], [1, 1]), Tensors.Create<double>([3], [1, 1]));
        TrainingPlan<double> plan = new()
        {
            Learner = new Reptile<double>(loop, 3),
            Tasks = new SameTask(task),
            Iterations = 4,
            MetaBatch = 2,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = Schedule.Linear(outer, 0.1, 4),
        };
        Trainer<double> trainer = new(plan);
        Parameters<double> end = trainer.Run(trainer.Start()).MetaParameters;
        double Number(string name) => Tensors.ToArray(end[name])[0];
        Assert.InRange(Number("inner.number.1"), 0.2, 0.9);
        Near.Close(6, Number("inner.moment.0.weight") / (1 - Number("inner.number.0")), 1e-13);
        Near.Close(36, Number("inner.moment.1.weight") / (1 - Number("inner.number.1")), 1e-13);
        Near.Close(9, Number("inner.moment.1.bias") / (1 - Number("inner.number.1")), 1e-13);
    }

    [Fact]
    public void Only_what_adapts_has_a_state()
    {
        InnerLoop<double> loop = new(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, InnerStepSize<double>.Constant(StepSize), new Adam<double>(), only: "4.", carriesState: true);
        Parameters<double> start = loop.InitializeMetaParameters(1);
        Assert.Equal(
            ["inner.moment.0.4.weight", "inner.moment.0.4.bias", "inner.moment.1.4.weight", "inner.moment.1.4.bias", "inner.number.0", "inner.number.1"],
            start.Names.Skip(loop.Model.Parameters.Count));
        using Tape<double> tape = new();
        MetaResult<double> result = new Reptile<double>(loop, 2).Compute(start.On(tape), TaskData<double>.Stack(tape, Tasks.First(2)));
        Assert.All(start.Zip(result.Gradient), static pair => Assert.Equal(Tensors.ShapeOf(pair.First.Value), pair.Second.Value.Shape));
        Assert.All(result.Gradient["inner.moment.1.4.weight"].ToArray(), static value => Assert.True(value < 0));
        Assert.All(result.Gradient["0.weight"].ToArray(), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_checkpoint_carries_it_on()
    {
        using TemporaryFolder folder = new();
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Loop(), 3), iterations: 6);
        Trainer<double> trainer = new(plan);
        TrainingState<double> whole = trainer.Run(trainer.Start());
        new Trainer<double>(plan with { Iterations = 3 }).Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["half"] });
        Same.Bits(whole, trainer.Run(trainer.Resume(folder["half"])));
        Assert.Contains("state carried", plan.Fingerprint, StringComparison.Ordinal);
        Same.Bits(whole.MetaParameters, Loop().LoadMetaParameters(new(whole.MetaParameters.Reverse())));
    }

    [Fact]
    public void What_can_not_carry_a_state_says_so()
    {
        InnerLoop<double> loop = Loop();
        Refused("no state that could be carried", () => new InnerLoop<double>(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, InnerStepSize<double>.Constant(StepSize), new Sgd<double>(), carriesState: true));
        Refused("leave carriesState false for MAML", () => new Maml<double>(loop, 1));
        Refused("leave carriesState false for joint training", () => new JointTraining<double>(loop));
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(loop, 2));
        Refused("new Sgd<T>()", () => new Trainer<double>(plan with { OuterOptimizer = new Adam<double>() }));
        Refused("new Sgd<T>()", () => new Trainer<double>(plan with { OuterOptimizer = new Sgd<double>(0.5) }));
        Refused("from 0 to 1, got 1.5 in iteration 0", () => new Trainer<double>(plan with { OuterStepSize = 1.5 }));
        Refused("got -0.5 in iteration 3", () => new Trainer<double>(plan with { OuterStepSize = Schedule.Linear(1, -0.5, 3) }));
        Refused("with ClipNorm", () => new Trainer<double>(plan with { ClipNorm = 1 }));

        using Tape<double> tape = new();
        Refused("of the optimizer's state", () => loop.ModelParameters(loop.Model.Initialize(1).On(tape)));
        Parameters<double> good = loop.InitializeMetaParameters(1);
        Refused("lack 'inner.number.1' of shape [1]", () => loop.LoadMetaParameters(new(good.SkipLast(1))));
        Refused("it has shape [2]", () => loop.LoadMetaParameters(
            new(good.SkipLast(1).Append(KeyValuePair.Create("inner.number.1", Tensors.Create<double>([1, 1], [2]))))));
        Refused("'nobody'", () => loop.LoadMetaParameters(new(good.Append(KeyValuePair.Create("nobody", Tensors.Create<double>([1], [1]))))));
        OptimizerState<double> state = loop.Optimizer.InitialState(loop.Model.Initialize(1).On(tape));
        Refused("Got 1 values", () => state.WithValues([state.Numbers[0]]));
        Refused("does not broadcast", () => state.WithValues([.. Enumerable.Repeat(tape.Zeros([9, 9, 9]), state.Values.Count())]));
    }

    private static InnerLoop<double> Loop() => Learners.Get<double>("reptile, carried state").InnerLoop;

    /// <summary>Meta-parameters whose state has seen gradients.</summary>
    private static Parameters<double> Used(InnerLoop<double> loop)
    {
        Trainer<double> trainer = new(Plans.Of(new Reptile<double>(loop, 2)));
        return trainer.Run(trainer.Start()).MetaParameters;
    }

    private static Parameters<double> Fresh(Parameters<double> used)
        => new(used.Zip(Loop().InitializeMetaParameters(1), static (entry, fresh) => entry.Key.StartsWith("inner", StringComparison.Ordinal) ? fresh : entry));

    private static void Refused(string expected, Func<object> action)
        => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private sealed class SameTask(FewShotTask<double> task) : ITaskDistribution<double>
    {
        public string Description => "the same task";

        public FewShotTask<double> Sample(ulong seed, long index) => task;
    }
}
