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
        Near.Close([(losses[0] + losses[1]) / 2, (losses[2] + losses[3]) / 2, losses[4]], [.. reports.Select(static report => report.Loss)], 1e-12);
    }

    [Fact]
    public void Every_task_of_the_plan_is_drawn_once_by_its_number()
    {
        ConcurrentQueue<(ulong Seed, long Index)> drawn = [];
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("pretrained"), iterations: 4);
        plan = plan with { Seed = 8, Tasks = new Recording(plan.Tasks, drawn) };
        Trainer<double> trainer = new(plan);
        trainer.Run(trainer.Start(), new TrainingOptions { Threads = 3 });
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
        Same.Bits(start.MetaParameters, plan.Learner.InnerLoop.InitializeMetaParameters(plan.Seed));
        double[] before = Flat.Of(start.MetaParameters);
        trainer.Run(start);
        Assert.Equal(before, Flat.Of(start.MetaParameters));
        Same.Bits(start, trainer.Start());
        Assert.NotEqual(before, Flat.Of(new Trainer<double>(plan with { Seed = 2 }).Start().MetaParameters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tasks_of_different_shapes_can_not_share_a_task_axis_and_can_be_run_in_a_loop(int threads)
    {
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"));
        plan = plan with { Tasks = new ChangedTasks<double>(plan.Tasks, 4, static _ => new RandomTasks<double>(9, 6, 2, 2).Sample(1, 4)), TasksPerBlock = 3 };
        Trainer<double> axis = new(plan);
        string message = Assert.Throws<ArgumentException>(() => axis.Run(axis.Start(), new TrainingOptions { Threads = threads })).Message;
        Assert.Contains("[5, 2]", message, StringComparison.Ordinal);
        Assert.Contains("[9, 2]", message, StringComparison.Ordinal);
        Trainer<double> loop = new(plan with { Execution = TaskExecution.Loop });
        Assert.Equal(3, loop.Run(loop.Start(), new TrainingOptions { Threads = threads }).Iteration);
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

    private static TrainingOptions Reporting(List<TrainingProgress> reports, long every = 1) => new() { ReportEvery = every, Report = reports.Add };

    private static string Refusal(TrainingPlan<double> plan) => Assert.Throws<ArgumentException>(() => new Trainer<double>(plan)).Message;

    private static double MeanLoss(TrainingPlan<double> plan, int iteration)
    {
        Trainer<double> before = new(plan with { Iterations = iteration });
        Parameters<double> theta = before.Run(before.Start()).MetaParameters;
        double sum = 0;
        for (int task = 0; task < plan.MetaBatch; task++)
        {
            using Tape<double> tape = new();
            FewShotTask<double> sampled = plan.Tasks.Sample(plan.Seed, ((long)iteration * plan.MetaBatch) + task);
            sum += plan.Learner.Compute(theta.On(tape), TaskData<double>.Single(tape, sampled)).Losses.Scalar;
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

    private sealed class Recording(ITaskDistribution<double> tasks, ConcurrentQueue<(ulong Seed, long Index)> drawn) : ITaskDistribution<double>
    {
        public string Description => tasks.Description;

        public FewShotTask<double> Sample(ulong seed, long index)
        {
            drawn.Enqueue((seed, index));
            return tasks.Sample(seed, index);
        }
    }
}
