using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>What an outer step does with each part: by the plan, descended by a rule of its own, frozen, assigned, or by a rule that a user
/// writes.</summary>
public class OuterRuleTests
{
    // Task i has the value i + 1, so the mean of iteration 0 is 2.5 and that of iteration 1 is 6.5.
    private static readonly ValueTasks Tasks = new(static index => [index + 1]);

    [Fact]
    public void Each_part_moves_by_its_rule_and_only_those_without_one_are_in_norm_and_clipping()
    {
        TrainingProgress? progress = null;
        TrainingPlan<double> plan = Plan() with { OuterOptimizer = new Sgd<double>(), ClipNorm = 1 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start(), new() { ReportEvery = 1, Report = told => progress = told });

        // The directions are 2.5 and 5: clipped to 1 by the plan and to 0.1 by its own rule, with the step sizes 0.25 and 0.5.
        Assert.Equal(2.5, progress!.Value.GradientNorm);
        Near.Close(-0.25, Number(end, "plans"), 1e-15);
        Near.Close(-0.05, Number(end, "own"), 1e-15);
        Assert.Equal(0, Number(end, "frozen"));

        // New = old + rate (mean - old): the mean of what the tasks assign is 2.5 and 5.
        Assert.Equal(2.5, Number(end, "replaced"));
        Assert.Equal(0.25 * 5, Number(end, "moved"));
        Assert.Equal(1, Number(end, "counting"));

        // The next one goes on from there, by what is counted as well as by what is assigned.
        TrainingState<double> second = new Trainer<double>(plan with { Iterations = 2 }).Run(end);
        Assert.Equal(6.5, Number(second, "replaced"));
        Near.Close(1.25 + (0.25 * (13 - 1.25)), Number(second, "moved"), 1e-15);
        Assert.Equal(1 + 2, Number(second, "counting"));
    }

    [Fact]
    public void Only_descended_parts_and_rules_that_ask_for_it_have_a_state()
    {
        Trainer<double> trainer = new(Plan() with { OuterOptimizer = new Sgd<double>(0.9) });
        IEnumerable<string> names = trainer.Start().OptimizerState.Names;
        Assert.Contains(names, static name => name.StartsWith("plan.", StringComparison.Ordinal));
        Assert.Equal(["counting.taken"], names.Where(static name => !name.StartsWith("plan.", StringComparison.Ordinal)));
        Assert.All(names, static name => Assert.DoesNotContain("frozen", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_frozen_has_no_gradient_and_is_equal_bit_for_bit_also_on_resume(bool replay)
    {
        using TemporaryFolder folder = new();

        // Neither a step of size 0 nor a sum with 0 would leave these as they are; and the derivative of the root at 0 is infinite.
        double[] odd = [-0.0, double.Epsilon, 0.1];
        TrainingPlan<double> plan = Plan() with
        {
            Learner = Of(Scripted.Number("frozen", OuterRule<double>.Frozen, count: 3)),
            OuterOptimizer = new AdamW<double>(weightDecay: 0.1),
            Iterations = 6,
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        start = start with
        {
            MetaParameters = new(
                start.MetaParameters.Select(
                    entry => entry.Key == "frozen.w" ? KeyValuePair.Create(entry.Key, Tensors.Wrap([.. odd], [3])) : entry)),
        };
        TrainingState<double> whole = trainer.Run(start, new() { Replay = replay });
        new Trainer<double>(plan with { Iterations = 3 }).Run(start, new() { Replay = replay, CheckpointPath = folder["half"] });
        TrainingState<double> resumed = trainer.Run(trainer.Resume(folder["half"]), new() { Replay = replay });
        Same.Bits(whole, resumed);
        Assert.Equal(
            odd.Select(BitConverter.DoubleToInt64Bits),
            Tensors.ToArray(resumed.MetaParameters["frozen.w"]).Select(BitConverter.DoubleToInt64Bits));
        Assert.NotEqual(0, Number(whole, "plans"));

        // Descended, it would stop the training.
        Trainer<double> descended = new(plan with { Learner = Of(Scripted.Number("frozen", count: 3)) });
        Assert.Throws<NonFiniteTrainingException>(
            () => descended.Run(start with { OptimizerState = descended.Start().OptimizerState }, new() { Replay = replay }));

        static Learner<double> Of(MetaPart<double> frozen) => new(
            "frozen",
            new Scripted(
                [Scripted.Number("plans"), frozen],
                static (meta, episode) => (meta["plans.w"] + meta["frozen.w"].Sqrt().Sum()) * episode[ValueTasks.Name].Sum([1])),
            new Unrolled<double>(0));
    }

    [Fact]
    public void What_is_assigned_is_the_mean_over_all_tasks_in_their_order_whatever_the_blocks()
    {
        // In this order the sum is exactly 1; in another the 1 is lost in rounding.
        double[] values = [1e16, -1e16, 1, 0];
        foreach (int? block in (int?[])[1, 4])
        {
            TrainingPlan<double> plan = Plan() with
            {
                Tasks = new ValueTasks(index => [values[index % 4]]),
                Learner = new(
                    "assigned",
                    new Scripted(
                        [Scripted.Number("replaced", OuterRule<double>.Assigned(1))],
                        static (meta, episode) => episode[ValueTasks.Name].Sum([1]),
                        static (meta, episode) => new([KeyValuePair.Create("replaced.w", episode[ValueTasks.Name])])),
                    new Unrolled<double>(0)),
                TasksPerBlock = block,
            };
            Trainer<double> trainer = new(plan);
            Assert.Equal(0.25, Number(trainer.Run(trainer.Start(), new() { Threads = 2 }), "replaced"));
        }
    }

    private static double Number(TrainingState<double> state, string part) => Tensors.ToArray(state.MetaParameters[$"{part}.w"])[0];

    private static TrainingPlan<double> Plan() => new()
    {
        Learner = new(
            "rules",
            new Scripted(
                [
                    Scripted.Number("plans"), Scripted.Number("own", OuterRule<double>.Descend(new Sgd<double>(), 0.5, clipNorm: 0.1)),
                    Scripted.Number("frozen", OuterRule<double>.Frozen),
                    Scripted.Number("replaced", OuterRule<double>.Assigned(1)), Scripted.Number("moved", OuterRule<double>.Assigned()),
                    Scripted.Number("counting", new Counting()),
                ],
                static (meta, episode) => episode[ValueTasks.Name].Sum([1])
                    * (meta["plans.w"] + (2 * meta["own.w"]) + (3 * meta["frozen.w"]) + (4 * meta["counting.w"])),
                static (meta, episode) => new(
                [
                    KeyValuePair.Create("replaced.w", episode[ValueTasks.Name]),
                    KeyValuePair.Create("moved.w", 2 * episode[ValueTasks.Name]),
                ])),
            new Unrolled<double>(0)),
        Tasks = Tasks,
        Iterations = 1,
        MetaBatch = 4,
        TasksPerBlock = 2,
        OuterStepSize = 0.25,
    };

    /// <summary>A user's own: moves by the number of steps so far, whatever the direction.</summary>
    private sealed class Counting : OuterRule<double>
    {
        public override string Description => "counting";

        public override Parameters<double> InitialState(Parameters<double> part)
            => new([KeyValuePair.Create("taken", Tensors.Wrap([0.0], [1]))]);

        public override (Variables<double> Values, Variables<double> State) Step(
            Variables<double> values, Variables<double> direction, Variables<double> state, Variable<double> stepSize)
        {
            Variables<double> taken = state.Map(static count => count + 1);
            return (values.Map(value => value + taken["taken"]), taken);
        }
    }
}
