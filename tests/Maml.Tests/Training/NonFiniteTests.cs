using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>What is not finite is reported and not trained on, and the last good state is kept.</summary>
public class NonFiniteTests
{
    [Theory]
    [InlineData(TaskExecution.TaskAxis, 1)]
    [InlineData(TaskExecution.TaskAxis, 2)]
    [InlineData(TaskExecution.Loop, 1)]
    [InlineData(TaskExecution.Loop, 4)]
    public void A_task_with_a_NaN_stops_the_training_at_its_iteration(TaskExecution execution, int threads)
    {
        // Task 17 is of iteration 2, and of the block of tasks 16 and 17.
        using TemporaryFolder folder = new();
        TrainingPlan<float> good = Plans.Sinusoid(2) with { Execution = execution };
        TrainingPlan<float> plan = good with
        {
            Iterations = 10,
            Tasks = new ChangedTasks<float>(good.Tasks, 17, ChangedTasks<float>.NotANumber),
        };
        Trainer<float> trainer = new(plan);
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"], Threads = threads }));
        Assert.Equal(2, stop.Iteration);
        Assert.Equal(16, stop.Task);
        Assert.Equal(folder["state"], stop.Checkpoint);
        Assert.Equal("input", stop.Origin!.Operation);
        Assert.Equal(double.NaN, stop.Origin.Value);
        Assert.Contains("Iteration 2", stop.Message, StringComparison.Ordinal);
        Assert.Contains("task 16", stop.Message, StringComparison.Ordinal);
        Assert.Equal("Task 17: the support targets hold NaN at [1, 0], expected finite numbers.", stop.NonFiniteData);
        Assert.Contains(stop.NonFiniteData!, stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("smaller inner or outer step", stop.Message, StringComparison.Ordinal);
        Assert.Contains("'input'", stop.Message, StringComparison.Ordinal);
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
        InnerLoop<float> loop = new(Nets.Relu<float>(1, 1), Loss.MeanSquaredError, InnerStepSize<float>.Constant(1e15));
        Trainer<float> trainer = new(Plans.Sinusoid(10) with
        {
            Learner = name switch
            {
                "maml" => new Maml<float>(loop, 3),
                "fomaml" => new Maml<float>(loop, 3, InnerGradient.FirstOrder),
                _ => new Reptile<float>(loop, 3),
            },
        });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] }));
        Assert.Equal(0, stop.Iteration);
        Assert.Equal(0, stop.Task);
        Assert.NotNull(stop.Origin);
        Assert.Null(stop.NonFiniteData);
        Assert.EndsWith("A smaller inner or outer step, or a limit on the norm (ClipNorm), usually helps.", stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(stop.Origin.Operation, (string[])["input", "constant"]);
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
        Trainer<float> trainer = new(Plans.Sinusoid(5) with { Learner = new HugeDirection() });
        NonFiniteTrainingException stop = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.Equal(0, stop.Iteration);
    }

    [Fact]
    public void An_outer_step_that_overflows_is_not_taken_for_a_good_state()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(10) with { OuterStepSize = new From(3, 1e39), OuterOptimizer = new Sgd<float>(), ClipNorm = 1e6 });
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

    // Every task's direction is finite, and the sum of six is not.
    private sealed class HugeDirection() : MetaLearner<float>(Plans.Sinusoid(1).Learner.InnerLoop)
    {
        public override string Name => "huge";

        public override string Settings => Name;

        public override MetaResult<float> Compute(Variables<float> metaParameters, TaskData<float> tasks, DerivativeUse use = DerivativeUse.Final)
        {
            int count = tasks.HasTaskAxis ? tasks.SupportInputs.Shape[0] : 1;
            return new(
                metaParameters.Values[0].Tape.Ones(tasks.HasTaskAxis ? [count] : Shape.Scalar),
                metaParameters.Map(parameter => parameter.Tape.Full(parameter.Shape, count * 1e38f)));
        }
    }

    private sealed class From(long iteration, double value) : Schedule
    {
        public override string Description => $"{value} from {iteration}";

        public override double At(long now) => now < iteration ? 1e-3 : value;
    }
}
