using System.Collections.Concurrent;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void Clipping_bounds_the_step_and_the_report_tells_the_norm_before_it()
    {
        const double Bound = 0.01;
        List<TrainingProgress> reports = [];
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"), iterations: 1) with { OuterStepSize = 1, ClipNorm = Bound };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        Parameters<double> clipped = start.MetaParameters - trainer.Run(start, Reporting(reports)).MetaParameters;
        Near.Close(Bound, clipped.Norm(), 1e-12);
        Assert.True(reports[0].GradientNorm > 10 * Bound);

        // Only the length is changed, and by nothing where it is within the bound.
        Parameters<double> free = start.MetaParameters - new Trainer<double>(plan with { ClipNorm = null }).Run(start).MetaParameters;
        Near.Close(reports[0].GradientNorm, free.Norm(), 1e-12);
        Near.Close(1, Flat.Cosine(Flat.Of(free), Flat.Of(clipped)), 1e-12);
        Same.Bits(
            new Trainer<double>(plan with { ClipNorm = null }).Run(start).MetaParameters,
            new Trainer<double>(plan with { ClipNorm = 1e6 }).Run(start).MetaParameters);
    }

    [Fact]
    public void The_schedule_is_asked_for_each_iteration_once_also_after_a_resume()
    {
        Asked asked = new();
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("pretrained"), iterations: 3) with { OuterStepSize = asked };
        TrainingState<double> three = new Trainer<double>(plan).Run(new Trainer<double>(plan).Start());
        Assert.Equal([0, 1, 2], asked.Iterations);
        TrainingState<double> six = new Trainer<double>(plan with { Iterations = 6 }).Run(three);
        Assert.Equal([0, 1, 2, 3, 4, 5], asked.Iterations);

        // Its value is the step: 0 in iteration 5, so that the state of 5 and of 6 have the same parameters.
        TrainingState<double> five = new Trainer<double>(plan with { Iterations = 5 }).Run(three);
        Same.Bits(five.MetaParameters, six.MetaParameters);
        Assert.NotEqual(Flat.Of(three.MetaParameters), Flat.Of(five.MetaParameters));
    }

    [Fact]
    public void Reports_tell_the_mean_loss_of_the_iterations_since_the_last_one()
    {
        List<TrainingProgress> reports = [];
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"), iterations: 5);
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), Reporting(reports, every: 2));
        Assert.Equal([2, 4, 5], reports.Select(static report => report.Iteration));
        Assert.All(reports, static report => Assert.Equal(5, report.Iterations));

        double[] losses = [.. Enumerable.Range(0, 5).Select(iteration => MeanLoss(plan, iteration))];
        Near.Close(
            [(losses[0] + losses[1]) / 2, (losses[2] + losses[3]) / 2, losses[4]], [.. reports.Select(static report => report.Loss)],
            1e-12);
    }

    [Fact]
    public void Every_task_of_the_plan_is_drawn_once_by_its_number()
    {
        ConcurrentQueue<(ulong Seed, long Index)> drawn = [];
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("pretrained"), iterations: 4);
        plan = plan with { Seed = 8, Tasks = new Recording(plan.Tasks, drawn) };
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), new TrainingOptions { Threads = 3, Replay = false });
        Assert.All(drawn, static task => Assert.Equal(8UL, task.Seed));
        Assert.Equal(Enumerable.Range(0, 28).Select(static index => (long)index), drawn.Select(static task => task.Index).Order());
    }

    [Fact]
    public void A_state_at_the_end_of_the_plan_is_returned_as_it_is()
    {
        Trainer<double> trainer = new(Plans.Of(Learners.Get<double>("maml"), iterations: 0));
        TrainingState<double> start = trainer.Start();
        Assert.Same(start, trainer.Run(start));
    }

    [Fact]
    public void The_start_comes_from_the_seed_and_the_input_state_is_left_alone()
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml, learned sizes")) with { OuterOptimizer = new Adam<double>() };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        Same.Bits(start.MetaParameters, plan.Learner.Initialize(plan.Seed));
        double[] before = Flat.Of(start.MetaParameters);
        trainer.Run(start);
        Assert.Equal(before, Flat.Of(start.MetaParameters));
        Same.Bits(start, trainer.Start());
        Assert.NotEqual(before, Flat.Of(new Trainer<double>(plan with { Seed = 2 }).Start().MetaParameters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tasks_of_several_shapes_go_in_groups_and_give_what_they_give_one_by_one(int threads)
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"));
        plan = plan with
        {
            Tasks = new ChangedTasks<double>(
                new ChangedTasks<double>(plan.Tasks, 4, static _ => new RandomTasks<double>(9, 6, 2, 2).Sample(1, 4)), 9,
                static _ => new RandomTasks<double>(9, 6, 2, 2).Sample(1, 9)),
            TasksPerBlock = 3,
        };
        Trainer<double> blocks = new(plan);
        TrainingState<double> replayed = blocks.Run(blocks.Start(), new TrainingOptions { Threads = threads });
        Same.Bits(replayed, blocks.Run(blocks.Start(), new TrainingOptions { Threads = 1, Replay = false }));
        Trainer<double> one = new(plan with { TasksPerBlock = 1 });
        Near.Close(Flat.Of(one.Run(one.Start()).MetaParameters), Flat.Of(replayed.MetaParameters), 1e-12);
    }

    [Fact]
    public void Measures_are_told_beside_the_loss_as_means_over_the_tasks()
    {
        List<TrainingProgress> reports = [];
        TrainingPlan<double> plan = Plans.Of(new Learner<double>("measured", new Measured(), new Unrolled<double>(1)), iterations: 4) with
        {
            TasksPerBlock = 2,
        };
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), Reporting(reports, every: 2));
        Assert.All(reports, static report =>
        {
            KeyValuePair<string, double> measure = Assert.Single(report.Measures);
            Assert.Equal("twice", measure.Key);
            Near.Close(2 * report.Loss, measure.Value, 1e-12);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_measure_of_some_layouts_is_a_mean_over_the_tasks_that_tell_it(bool replay)
    {
        // Of seven tasks an iteration, 0 to 20: 1 and 9 have fewer examples, 9 alone a measure of its own, and the third iteration none.
        List<TrainingProgress> reports = [];
        TrainingPlan<double> plan = Plans.Of(
            new Learner<double>("measured", new Measured(few: true), new Unrolled<double>(1)), iterations: 3);
        RandomTasks<double> few = new(9, 6, 2, 2);
        plan = plan with
        {
            Tasks = new ChangedTasks<double>(new ChangedTasks<double>(plan.Tasks, 1, _ => few.Sample(1, 1)), 9, _ => few.Sample(1, 9)),
            TasksPerBlock = 3,
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        trainer.Run(start, Reporting(reports, every: 1) with { Replay = replay });

        double[] losses = [.. Enumerable.Range(0, 7).Select(Loss)];
        Near.Close(losses.Average(), reports[0].Loss, 1e-12);
        Near.Close(2 * losses.Average(), reports[0].Measures.Single(static measure => measure.Key == "twice").Value, 1e-12);
        Near.Close(3 * losses[1], reports[0].Measures.Single(static measure => measure.Key == "thrice").Value, 1e-12);
        Assert.Equal(["thrice", "twice"], reports[1].Measures.Select(static measure => measure.Key).Order());
        Assert.Equal("twice", Assert.Single(reports[2].Measures).Key);

        double Loss(int index)
        {
            using Autograd.Tape<double> tape = new();
            return plan.Learner.Compute(start.MetaParameters.On(tape), plan.Tasks.Batch(plan.Seed, index, 1).On(tape)).Losses.Values[0];
        }
    }

    [Fact]
    public void A_learner_may_do_something_else_from_an_iteration_on()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Learner<double> phased = new("phased", net, [(0, new FirstOrder<double>(2)), (3, new Unrolled<double>(2))]);
        TrainingPlan<double> plan = Plans.Of(phased, iterations: 6);
        Trainer<double> trainer = new(plan);
        TrainingState<double> whole = trainer.Run(trainer.Start());
        Same.Bits(whole, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));

        // By hand: one learner after the other.
        TrainingState<double> first = new Trainer<double>(Plans.Of(new FirstOrderMaml<double>(net, 2), iterations: 3)).Run(trainer.Start());
        Same.Bits(new Trainer<double>(Plans.Of(new Maml<double>(net, 2), iterations: 6)).Run(first), whole);
        Assert.Throws<ArgumentException>(() => new Learner<double>("a", net, [(1, new Unrolled<double>(1))]));
        Assert.Throws<ArgumentException>(() => new Learner<double>("a", net, [(0, new Unrolled<double>(1)), (0, new Unrolled<double>(2))]));
    }

    [Fact]
    public void Plans_that_make_no_sense_are_refused_with_the_number()
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"));
        Assert.Contains("got -1", Refusal(plan with { Iterations = -1 }), StringComparison.Ordinal);
        Assert.Contains("MetaBatch", Refusal(plan with { MetaBatch = 0 }), StringComparison.Ordinal);
        Assert.Contains("TasksPerBlock", Refusal(plan with { TasksPerBlock = 0 }), StringComparison.Ordinal);
        Assert.Contains("got 0", Refusal(plan with { ClipNorm = 0 }), StringComparison.Ordinal);
        Assert.Contains("got NaN", Refusal(plan with { ClipNorm = double.NaN }), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new Trainer<double>(null!));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Trainer<double> trainer = new(Plans.Of(Learners.Get<double>("maml")));
        TrainingState<double> start = trainer.Start();
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Run(start, new TrainingOptions { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Run(start, new TrainingOptions { ReportEvery = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Run(start, new TrainingOptions { CheckpointEvery = 0 }));
    }

    private static TrainingOptions Reporting(List<TrainingProgress> reports, long every = 1)
        => new() { ReportEvery = every, Report = reports.Add };

    private static string Refusal(TrainingPlan<double> plan) => Assert.Throws<ArgumentException>(() => new Trainer<double>(plan)).Message;

    private static double MeanLoss(TrainingPlan<double> plan, int iteration)
    {
        Trainer<double> before = new(plan with { Iterations = iteration });
        Parameters<double> theta = before.Run(before.Start()).MetaParameters;
        double sum = 0;
        for (int task = 0; task < plan.MetaBatch; task++)
        {
            sum += plan.Learner.Numbers(theta, plan.Tasks.Sample(plan.Seed, ((long)iteration * plan.MetaBatch) + task)).Losses[0];
        }

        return sum / plan.MetaBatch;
    }

    private sealed class Asked : Schedule
    {
        public List<long> Iterations { get; } = [];

        public override string Description => "asked";

        public override double At(long iteration)
        {
            Iterations.Add(iteration);
            return iteration == 5 ? 0 : 0.1;
        }
    }

    private sealed class Recording(ITaskDistribution<double> tasks, ConcurrentQueue<(ulong Seed, long Index)> drawn)
        : ITaskDistribution<double>
    {
        public string Description => tasks.Description;

        public TaskLayout LayoutOf(TaskNumber task) => tasks.LayoutOf(task);

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            drawn.Enqueue((task.Seed, task.Index));
            tasks.Draw(task, arrays);
        }
    }

    /// <summary>A net with a measure that is twice its loss and, where asked for, one of tasks with nine support examples that is three
    /// times it.</summary>
    private sealed class Measured(bool few = false)
        : NetAdaptation<double>(Nets.Tanh<double>(2, 2), Nn.Loss.MeanSquaredError, StepSizes<double>.Constant(0.1))
    {
        public override IReadOnlyList<Measure<double>> Measures(
            Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> loss = Outer(x, meta, episode, at);
            return few && episode[EpisodeNames.SupportInputs].Shape[1] == 9
                ? [new("twice", 2.0 * loss), new("thrice", 3.0 * loss)]
                : [new("twice", 2.0 * loss)];
        }
    }
}
