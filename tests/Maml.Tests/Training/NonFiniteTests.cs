using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>What is not finite is reported and not trained on, and the last good state is kept.</summary>
public class NonFiniteTests
{
    [Theory]
    [InlineData(2, 16, 1)]
    [InlineData(2, 16, 2)]
    [InlineData(1, 17, 1)]
    [InlineData(1, 17, 4)]
    public void A_task_with_a_NaN_stops_the_training_at_its_iteration(int tasksPerBlock, int firstOfBlock, int threads)
    {
        // Task 17 is of iteration 2, and by twos of the block of tasks 16 and 17.
        using TemporaryFolder folder = new();
        TrainingPlan<float> good = Plans.Sinusoid(2) with { TasksPerBlock = tasksPerBlock };
        TrainingPlan<float> plan = good with
        {
            Iterations = 10,
            Tasks = new ChangedTasks<float>(good.Tasks, 17, ChangedTasks<float>.NotANumber),
        };
        Trainer<float> trainer = new(plan);
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"], Threads = threads }));
        Assert.Equal(2, stop.Iteration);
        Assert.Equal(firstOfBlock, stop.Task);
        Assert.Equal(folder["state"], stop.Checkpoint);
        Assert.Equal("input 'episode.support.targets'", stop.Origin!.Operation);
        Assert.Equal(double.NaN, stop.Origin.Value);
        Assert.Contains("Iteration 2", stop.Message, StringComparison.Ordinal);
        Assert.Contains($"task {firstOfBlock}", stop.Message, StringComparison.Ordinal);
        Assert.Equal("Task 17: the support targets hold NaN at [1, 0], expected finite numbers.", stop.NonFiniteData);
        Assert.Contains(stop.NonFiniteData!, stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("smaller inner or outer step", stop.Message, StringComparison.Ordinal);
        Assert.Contains("input 'episode.support.targets'", stop.Message, StringComparison.Ordinal);
        Assert.Contains(folder["state"], stop.Message, StringComparison.Ordinal);

        Trainer<float> goodTrainer = new(good);
        Same.Bits(goodTrainer.Run(goodTrainer.Start()), trainer.Resume(folder["state"]));
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("fomaml")]
    [InlineData("reptile")]
    public void An_inner_step_that_is_far_too_long_names_the_operation_that_overflows(string name)
    {
        using TemporaryFolder folder = new();
        NetAdaptation<float> net = new(Nets.Relu<float>(1, 1), Loss.MeanSquaredError, StepSizes<float>.Constant(1e15));
        Trainer<float> trainer = new(Plans.Sinusoid(10) with
        {
            Learner = name switch
            {
                "maml" => new Maml<float>(net, 3),
                "fomaml" => new FirstOrderMaml<float>(net, 3),
                _ => new Reptile<float>(net, 3),
            },
        });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] }));
        Assert.Equal(0, stop.Iteration);
        Assert.Equal(0, stop.Task);
        Assert.NotNull(stop.Origin);
        Assert.Null(stop.NonFiniteData);
        Assert.EndsWith(
            "A smaller inner or outer step, or a limit on the norm (ClipNorm), usually helps.", stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("input", stop.Origin.Operation, StringComparison.Ordinal);
        Assert.NotEqual("constant", stop.Origin.Operation);
        Assert.Contains($"'{stop.Origin.Operation}'", stop.Message, StringComparison.Ordinal);
        Same.Bits(trainer.Start(), trainer.Resume(folder["state"]));
    }

    [Fact]
    public void Without_a_checkpoint_it_stops_all_the_same()
    {
        TrainingPlan<float> good = Plans.Sinusoid(5);
        Trainer<float> trainer = new(good with { Tasks = new ChangedTasks<float>(good.Tasks, 3, ChangedTasks<float>.NotANumber) });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.Null(stop.Checkpoint);
        Assert.DoesNotContain("last good state", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_over_tasks_that_overflows_is_found_though_every_task_is_finite()
    {
        Trainer<float> trainer = new(Plans.Sinusoid(5) with { Learner = Huge() });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.Equal(0, stop.Iteration);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_sum_over_blocks_that_overflows_is_found_in_whatever_block(int tasksPerBlock)
    {
        // Each block is within range, and their sum is not.
        Trainer<float> trainer = new(Plans.Sinusoid(5) with { Learner = Huge(), TasksPerBlock = tasksPerBlock });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.Equal("add", stop.Origin!.Operation);
    }

    [Fact]
    public void An_outer_step_that_overflows_is_not_taken_for_a_good_state()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(
            Plans.Sinusoid(10) with { OuterStepSize = new From(3, 1e39), OuterOptimizer = new Sgd<float>(), ClipNorm = 1e6 });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"], CheckpointEvery = 1 }));
        TrainingState<float> saved = trainer.Resume(folder["state"]);
        Assert.Null(saved.MetaParameters.FirstNonFinite());
        Assert.Equal(3, stop.Iteration);
        Assert.Equal(3, saved.Iteration);
    }

    [Fact]
    public void An_outer_step_that_overflows_in_the_last_iteration_is_reported_too()
    {
        Trainer<float> trainer = new(Plans.Sinusoid(1) with { OuterStepSize = 1e39, OuterOptimizer = new Sgd<float>(), ClipNorm = 1e6 });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.Equal(0, stop.Iteration);
        Assert.NotNull(stop.Origin);
    }

    // Every task's direction is 1e38 and finite, and the sum of six is not.
    private static Learner<float> Huge() => new("huge", new HugeSlope(), new Unrolled<float>(0));

    private sealed class HugeSlope : Adaptation<float>
    {
        public override string Description => "huge slope";

        public override IReadOnlyList<MetaPart<float>> Parts { get; } = [new("net", [new("w", [1], Initializers.Constant(0f))])];

        public override bool TakesSteps => false;

        public override Variables<float> Start(Variables<float> meta, Episode<float> episode) => new([]);

        public override Variable<float> Outer(Variables<float> x, Variables<float> meta, Episode<float> episode, InnerStep<float> at)
            => 1e38f * meta["net.w"].BroadcastTo([episode.Tasks]);
    }

    private sealed class From(long iteration, double value) : Schedule
    {
        public override string Description => $"{value} from {iteration}";

        public override double At(long now) => now < iteration ? 1e-3 : value;
    }
}
