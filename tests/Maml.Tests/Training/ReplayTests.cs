using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public sealed class ReplayTests
{
    private static readonly Sequential<float> Net = new(
        new Linear<float>(1, 9), Activations.Tanh<float>(), new Linear<float>(9, 8), Activations.Relu<float>(), new Linear<float>(8, 1));

    private static readonly NetAdaptation<float> Adapted = new(Net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.02));

    public static TheoryData<string> Learners()
        =>
        [
            "maml", "fomaml", "reptile", "reptile in batches", "joint", "adam inside", "learned sizes", "carried state",
            "first order, then exact",
        ];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Replayed_and_recorded_training_end_in_the_same_bits(string learner)
    {
        foreach (int block in (int[])[1, 2])
        {
            TrainingPlan<float> plan = new()
            {
                Learner = Learner(learner),
                Tasks = new SinusoidTasks<float>(6, 7),
                Iterations = 12,
                MetaBatch = 5,
                TasksPerBlock = block,
                ClipNorm = 5,
            };
            Trainer<float> trainer = new(plan);
            TrainingState<float> replayed = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 2 });
            Same.Bits(trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1, Replay = false }), replayed);
        }
    }

    [Fact]
    public void Tasks_of_several_shapes_get_a_program_each()
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(Adapted, 1),
            Tasks = new GrowingTasks(3),
            Iterations = 6,
            MetaBatch = 4,
            TasksPerBlock = 2,
        };
        Trainer<float> trainer = new(plan);
        Same.Bits(trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }), trainer.Run(trainer.Start()));
    }

    [Fact]
    public void Programs_for_very_many_shapes_are_dropped_and_that_is_said_and_changes_no_bit()
    {
        List<string> notices = [];
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(Adapted, 1),
            Tasks = new GrowingTasks(70),
            Iterations = 75,
            MetaBatch = 1,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> replayed = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1, Notice = notices.Add });
        Same.Bits(trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }), replayed);
        Assert.Contains("More than 64 programs", notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_be_frozen_is_refused_with_the_ways_out_and_trains_when_recorded_anew()
    {
        (string Name, Func<int, Episode<float>, Variable<float>> Factor)[] freezing =
        [
            ("an input", static (count, episode) => episode.Tape.Input((float)count)),
            ("a constant", static (count, episode) => episode.Tape.Constant((float)count)),
            ("a setting", static (count, episode) => count * episode.Tape.Ones(Shape.Scalar)),
            ("a value that was read", static (_, episode) => episode.Tape.Constant(episode[EpisodeNames.QueryInputs].Values[0])),
            (
                "another operation",
                static (count, episode) => count % 2 == 0 ? episode.Tape.Constant(1f).Sin() : episode.Tape.Constant(1f).Cos()),
        ];
        foreach ((string name, Func<int, Episode<float>, Variable<float>> factor) in freezing)
        {
            TrainingPlan<float> plan = new()
            {
                Learner = new Learner<float>(name, new Noisy(factor), new Unrolled<float>(1)),
                Tasks = new SinusoidTasks<float>(3, 3),
                Iterations = 2,
                MetaBatch = 2,
            };
            Trainer<float> trainer = new(plan);
            MetaProgramException error = Assert.Throws<MetaProgramException>(
                () => trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 }));
            foreach (string wayOut in (string[])["one of the episode's arrays", "Scheduled", "Noise", "Host", "without replay"])
            {
                Assert.Contains(wayOut, error.Message, StringComparison.Ordinal);
            }

            Assert.Contains($"The learner '{name}' can't be replayed", error.Message, StringComparison.Ordinal);
            Assert.Equal(2, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }).Iteration);

            // An evaluation would repeat its first recording for all tasks as well.
            using Evaluator<float> evaluator = new(plan.Learner);
            MetaProgramException refused = Assert.Throws<MetaProgramException>(
                () => evaluator.Evaluate(trainer.Start().MetaParameters, plan.Tasks, seed: 1, count: 4));
            Assert.Contains("can't be replayed", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Looking_at_values_without_computing_with_them_stays_allowed()
    {
        List<string> seen = [];
        Noisy looking = new((_, episode) =>
        {
            seen.Add(episode[EpisodeNames.QueryInputs].ToString());
            return episode.Tape.Constant(1f);
        });
        TrainingPlan<float> plan = new()
        {
            Learner = new Learner<float>("looking", looking, new Unrolled<float>(1)),
            Tasks = new SinusoidTasks<float>(3, 3),
            Iterations = 2,
            MetaBatch = 2,
        };
        Trainer<float> trainer = new(plan);
        Assert.Equal(2, trainer.Run(trainer.Start()).Iteration);
        Assert.NotEmpty(seen);
    }

    [Fact]
    public void Noise_and_host_calls_are_drawn_anew_replayed_and_recorded_whatever_the_blocks_and_threads()
    {
        Noisy noisy = new(static (_, episode) =>
        {
            Variable<float> noise = episode.Noise("factor", Shape.Scalar, RandomNumberKind.Normal);
            Variable<float> drawn = episode.Host("drawn", DrawEach, [[episode.Tasks]], [])[0];
            return noise + drawn + episode.Scheduled("growing", Schedule.Linear(0, 1, 4));
        });
        TrainingPlan<float> plan = new()
        {
            Learner = new Learner<float>("noisy", noisy, new Unrolled<float>(1)),
            Tasks = new SinusoidTasks<float>(3, 3),
            Iterations = 5,
            MetaBatch = 6,
            TasksPerBlock = 1,
        };
        Trainer<float> trainer = new(plan);
        TrainingState<float> end = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 });
        Same.Bits(end, trainer.Run(trainer.Start(), new TrainingOptions { Threads = 2, Replay = false }));
        foreach (int block in (int[])[2, 4, 6])
        {
            Trainer<float> other = new(plan with { TasksPerBlock = block });
            Near.Close(
                [.. Flat.Of(end.MetaParameters).Select(static value => (double)value)],
                [.. Flat.Of(other.Run(other.Start()).MetaParameters).Select(static value => (double)value)],
                1e-5);
        }

        static void DrawEach(HostContext<float> context)
        {
            RandomStream random = new(0, "drawn");
            for (int task = 0; task < context.Result(0).Length; task++)
            {
                RandomKey.Reopen(context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length), "drawn", random);
                context.Result(0)[task] = (float)random.NextDouble();
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Products_in_the_cheapest_order_give_the_same_training_to_rounding(int block)
    {
        Sequential<double> net = new(
            new Linear<double>(80, 60, bias: false), new BatchNorm1d<double>(60), Activations.Tanh<double>(), new Linear<double>(60, 50),
            Activations.Relu<double>(), new Linear<double>(50, 2));
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(net, Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.05)),
            Tasks = new RandomTasks<double>(4, 7, 80, 2),
            Iterations = 5,
            MetaBatch = 6,
            TasksPerBlock = block,
        };
        Trainer<double> trainer = new(plan);
        Trainer<double> cheapest = new(plan with { Products = ProductOrder.Cheapest });
        TrainingOptions options = new() { Threads = 1 };
        double[] expected = Flat.Of(trainer.Run(trainer.Start(), options).MetaParameters);
        TrainingState<double> found = cheapest.Run(cheapest.Start(), options);
        Same.Bits(found, cheapest.Run(cheapest.Start(), options with { Threads = 2 }));
        Near.Close(expected, Flat.Of(found.MetaParameters), 1e-11);

        // Otherwise nothing was computed in another order.
        Assert.NotEqual(expected, Flat.Of(found.MetaParameters));
    }

    [Fact]
    public void Products_in_the_cheapest_order_need_replay_and_checkpoints_of_their_own()
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(Adapted, 1),
            Tasks = new SinusoidTasks<float>(3, 3),
            Iterations = 1,
            Products = ProductOrder.Cheapest,
        };
        Trainer<float> trainer = new(plan);
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        Assert.Contains("Leave Replay true", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(plan.Description, (plan with { Products = ProductOrder.AsRecorded }).Description);
    }

    [Fact]
    public void Tasks_that_mix_are_refused()
    {
        Learner<float> mean = new(
            "mean over tasks", new Noisy(static (_, episode) => episode[EpisodeNames.QueryInputs].Mean()), new Unrolled<float>(1));
        TrainingPlan<float> plan = new()
        {
            Learner = mean,
            Tasks = new SinusoidTasks<float>(3, 3),
            Iterations = 2,
            MetaBatch = 2,
            TasksPerBlock = 2,
        };
        Trainer<float> trainer = new(plan);
        string message = Assert.Throws<MetaProgramException>(() => trainer.Run(trainer.Start())).Message;
        Assert.Contains("'mean over tasks' mix: by itself task 0 has the loss", message, StringComparison.Ordinal);
        Trainer<float> one = new(plan with { TasksPerBlock = 1 });
        Assert.Equal(2, one.Run(one.Start()).Iteration);
    }

    private static Learner<float> Learner(string name) => name switch
    {
        "maml" => new Maml<float>(Adapted, 2, [0, 0.5, 1]),
        "fomaml" => new FirstOrderMaml<float>(Adapted, 2),
        "reptile" => new Reptile<float>(Adapted, 3),
        "reptile in batches" => new Reptile<float>(
            new NetAdaptation<float>(Net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.02), batch: 4), 4),
        "joint" => new JointTraining<float>(Net, Loss.MeanSquaredError),
        "adam inside" => new Maml<float>(
            new NetAdaptation<float>(Net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.01), new Adam<float>()), 2),
        "learned sizes" => new Maml<float>(Net, Loss.MeanSquaredError, 2, StepSizes<float>.Learned(0.01, 2)),
        "carried state" => new Reptile<float>(
            new NetAdaptation<float>(
                Net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.01), new Adam<float>(beta1: 0), carriesState: true), 3),
        "first order, then exact" => new Learner<float>(name, Adapted, [(0, new FirstOrder<float>(2)), (5, new Unrolled<float>(2))]),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private sealed class GrowingTasks(int sizes) : ITaskDistribution<float>
    {
        private readonly SinusoidTasks<float>[] _bySize =
        [
            .. Enumerable.Range(0, sizes).Select(static size => new SinusoidTasks<float>(2 + size, 4)),
        ];

        public string Description => "growing";

        public TaskLayout LayoutOf(TaskNumber task) => Of(task).LayoutOf(task);

        public void Draw(TaskNumber task, TaskArrays<float> arrays) => Of(task).Draw(task, arrays);

        private SinusoidTasks<float> Of(TaskNumber task) => _bySize[task.Index % sizes];
    }

    // The outer loss times a factor that is made anew each time that it is recorded.
    private sealed class Noisy(Func<int, Episode<float>, Variable<float>> factor)
        : NetAdaptation<float>(ReplayTests.Net, Nn.Loss.MeanSquaredError, StepSizes<float>.Constant(0.02))
    {
        private int _count;

        public override Variable<float> Outer(Variables<float> x, Variables<float> meta, Episode<float> episode, InnerStep<float> at)
            => base.Outer(x, meta, episode, at) * factor(_count++, episode);
    }
}
