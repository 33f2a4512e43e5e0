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
        NetAdaptation<double> net = Net();
        Parameters<double> all = MetaPart<double>.Initialize(net.Parts, 1);
        Parameters<double> theta = net.Net.Initialize(1);
        Same.Bits(theta, all.Under("net"));
        Assert.Equal(
            theta.Names.Select(static name => $"moment.0.{name}").Concat(theta.Names.Select(static name => $"moment.1.{name}"))
                .Append("number.0").Append("number.1"),
            all.Under("inner").Names);
        Assert.Equal([1], Tensors.ToArray(all["inner.number.1"]));
        Assert.All(Flat.Of(all.Under("inner").Under("moment.0")), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Parameters_and_state_move_to_where_the_steps_lead_on_the_mean()
    {
        using Tape<double> tape = new();
        NetAdaptation<double> net = Net();
        Adam<double> rule = new(beta1: 0.5);
        Parameters<double> start = Used();
        Parameters<double>[] tasks = Tasks.First(3);

        // By hand: each task alone, with an optimizer that begins at the state given.
        Parameters<double>? sum = null;
        foreach (Parameters<double> task in tasks)
        {
            Variables<double> theta = start.Under("net").On(tape);
            OptimizerState<double> state = rule.Restore(start.Under("inner"), tape);
            for (int step = 0; step < 4; step++)
            {
                Variable<double> loss = Loss.MeanSquaredError(
                    net.Net.Forward(theta, tape.Input(task.SupportInputs)), tape.Input(task.SupportTargets));
                (theta, state) = rule.Step(theta, tape.Gradient(loss, theta), state, StepSize);
            }

            Parameters<double> moved = start - theta.ToParameters().Prefixed("net").Concat(state.ToParameters().Prefixed("inner"));
            sum = sum is null ? moved : sum + moved;
        }

        Reptile<double> learner = new(net, 4);
        Parameters<double> together = learner.Numbers(start, tasks).Direction;
        Assert.Equal(start.Names, together.Names);
        Near.Close(Flat.Of(sum!), Flat.Of(together), 1e-13);
        Parameters<double> fresh = start.Under("net").Prefixed("net").Concat(learner.Initialize(1).Under("inner").Prefixed("inner"));
        Assert.NotEqual(Flat.Of(learner.Numbers(fresh, tasks[0]).Direction), Flat.Of(learner.Numbers(start, tasks[0]).Direction));
    }

    [Fact]
    public void One_task_after_the_other_with_whole_outer_steps_is_one_long_training()
    {
        // Nothing is lost between tasks: two iterations of two steps are four steps, when there is one task and the outer step is 1.
        TrainingPlan<double> plan = new()
        {
            Learner = new Reptile<double>(Net(), 2),
            Tasks = new SameTask<double>(Tasks.Sample(1, 0)),
            Iterations = 2,
            MetaBatch = 1,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 1,
        };
        Trainer<double> twice = new(plan);
        Trainer<double> once = new(plan with { Learner = new Reptile<double>(Net(), 4), Iterations = 1 });
        Near.Close(Flat.Of(once.Run(once.Start()).MetaParameters), Flat.Of(twice.Run(twice.Start()).MetaParameters), 1e-14);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public void Freed_of_bias_a_moment_is_a_mean_of_gradients_whatever_the_outer_steps(double outer)
    {
        // The loss is linear, so every gradient is the same and so is every mean of them.
        NetAdaptation<double> net = new(
            new Linear<double>(1, 1),
            static (prediction, target, axes) => (prediction * target).Sum([.. Enumerable.Range(axes, prediction.Shape.Rank - axes)]),
            StepSizes<double>.Constant(0.01),
            new Adam<double>(beta1: 0.5, beta2: 0.9),
            carriesState: true);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([2], [1, 1]), Tensors.Create<double>([3], [1, 1]), Tensors.Create<double>([2], [1, 1]),
            Tensors.Create<double>([3], [1, 1]));
        TrainingPlan<double> plan = new()
        {
            Learner = new Reptile<double>(net, 3),
            Tasks = new SameTask<double>(task),
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
        NetAdaptation<double> net = new(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize), new Adam<double>(), Selection.Only("4"),
            carriesState: true);
        Reptile<double> learner = new(net, 2);
        Parameters<double> start = learner.Initialize(1);
        Assert.Equal(
            ["moment.0.4.weight", "moment.0.4.bias", "moment.1.4.weight", "moment.1.4.bias", "number.0", "number.1"],
            start.Under("inner").Names);
        Parameters<double> direction = learner.Numbers(start, Tasks.First(2)).Direction;
        start.RequireSameLayout(direction);
        Assert.All(Tensors.ToArray(direction["inner.moment.1.4.weight"]), static value => Assert.True(value < 0));
        Assert.All(Tensors.ToArray(direction["net.0.weight"]), static value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_checkpoint_carries_it_on()
    {
        using TemporaryFolder folder = new();
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Net(), 3), iterations: 6);
        Trainer<double> trainer = new(plan);
        TrainingState<double> whole = trainer.Run(trainer.Start());
        new Trainer<double>(plan with { Iterations = 3 }).Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["half"] });
        Same.Bits(whole, trainer.Run(trainer.Resume(folder["half"])));
        Assert.Contains("state carried", plan.Description, StringComparison.Ordinal);
        Same.Bits(whole.MetaParameters, plan.Learner.Load(new(whole.MetaParameters.Reverse())));
    }

    [Fact]
    public void Any_outer_optimizer_leaves_the_carried_state_to_its_own_rule()
    {
        // A moment of squares is assigned, never descended: it can't become negative, and is no part of norm and clipping.
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Net(), 2), iterations: 5) with
        {
            OuterOptimizer = new Adam<double>(),
            OuterStepSize = 0.3,
            ClipNorm = 1e-3,
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start());
        Assert.All(Flat.Of(end.MetaParameters.Under("inner").Under("moment.1")), static value => Assert.True(value >= 0));
        Assert.DoesNotContain(end.OptimizerState.Names, static name => name.Contains("inner", StringComparison.Ordinal));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Refused("no state that could be carried", () => new NetAdaptation<double>(
            Nets.Tanh<double>(2, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(StepSize), new Sgd<double>(), carriesState: true));
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Net(), 2));
        Refused("from 0 to 1, got 1.5 in iteration 0", () => new Trainer<double>(plan with { OuterStepSize = 1.5 }));
        Refused("got -0.5 in iteration 3", () => new Trainer<double>(plan with { OuterStepSize = Schedule.Linear(1, -0.5, 3) }));
        Parameters<double> good = plan.Learner.Initialize(1);
        Refused("'inner.number.1' [1] is missing", () => plan.Learner.Load(new(good.SkipLast(1))));
        Refused("'inner.number.1' has shape [2], expected [1]", () => plan.Learner.Load(
            new(good.SkipLast(1).Append(KeyValuePair.Create("inner.number.1", Tensors.Create<double>([1, 1], [2]))))));
        Refused(
            "'nobody' is not expected",
            () => plan.Learner.Load(new(good.Append(KeyValuePair.Create("nobody", Tensors.Create<double>([1], [1]))))));
        using Tape<double> tape = new();
        OptimizerState<double> state = new Adam<double>().InitialState(Net().Net.Initialize(1).On(tape));
        Refused("Got 1 values", () => state.WithValues([state.Numbers[0]]));
        Refused("does not broadcast", () => state.WithValues([.. Enumerable.Repeat(tape.Zeros([9, 9, 9]), state.Values.Count())]));
    }

    private static NetAdaptation<double> Net() => Learners.Net<double>(optimizer: new Adam<double>(beta1: 0.5), carriesState: true);

    /// <summary>Meta-parameters whose state has seen gradients.</summary>
    private static Parameters<double> Used()
    {
        Trainer<double> trainer = new(Plans.Of(new Reptile<double>(Net(), 2)));
        return trainer.Run(trainer.Start()).MetaParameters;
    }

    private static void Refused(string expected, Func<object> action)
        => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
