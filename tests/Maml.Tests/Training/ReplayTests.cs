using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

public sealed class ReplayTests
{
    private static readonly Sequential<float> Net = new(
        new Linear<float>(1, 9), Activations.Tanh<float>(), new Linear<float>(9, 8), Activations.Relu<float>(), new Linear<float>(8, 1));

    private static readonly InnerLoop<float> Loop = new(Net, Loss.MeanSquaredError, InnerStepSize<float>.Constant(0.02));

    public static TheoryData<string> Learners() => ["maml", "fomaml", "reptile", "reptile in batches", "joint", "adam inside", "learned sizes", "carried state"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Replayed_and_recorded_training_end_in_the_same_bits(string learner)
    {
        foreach (TaskExecution execution in Enum.GetValues<TaskExecution>())
        {
            TrainingPlan<float> plan = new()
            {
                Learner = Learner(learner),
                Tasks = new SinusoidTasks<float>(6, 7),
                Iterations = 12,
                MetaBatch = 5,
                TasksPerBlock = 2,
                Execution = execution,
                ClipNorm = 5,
            };
            if (learner == "carried state")
            {
                plan = plan with { OuterOptimizer = new Sgd<float>(), OuterStepSize = 0.5, ClipNorm = null };
            }

            Trainer<float> trainer = new(plan);
            Parameters<float> replayed = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 2 }).MetaParameters;
            Parameters<float> recorded = trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1, Replay = false }).MetaParameters;
            for (int k = 0; k < replayed.Count; k++)
            {
                Assert.Equal(Tensors.ToArray(recorded[k].Value), Tensors.ToArray(replayed[k].Value));
            }
        }
    }

    [Fact]
    public void Tasks_of_several_shapes_get_a_program_each()
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(Loop, 1),
            Tasks = new GrowingTasks(),
            Iterations = 6,
            MetaBatch = 4,
            Execution = TaskExecution.Loop,
        };
        Trainer<float> trainer = new(plan);
        Parameters<float> replayed = trainer.Run(trainer.Start()).MetaParameters;
        Parameters<float> recorded = trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }).MetaParameters;
        Assert.Equal(Tensors.ToArray(recorded[0].Value), Tensors.ToArray(replayed[0].Value));
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new Trainer<float>(plan with { Execution = TaskExecution.TaskAxis, TasksPerBlock = 2 }).Run(trainer.Start()));
        Assert.Contains("same shapes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learner_that_would_be_frozen_is_refused_and_trains_when_recorded_anew()
    {
        TrainingPlan<float> plan = new() { Learner = new NoisyLearner(Loop), Tasks = new SinusoidTasks<float>(3, 3), Iterations = 2, MetaBatch = 2 };
        Trainer<float> trainer = new(plan);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 }));
        Assert.Contains("Replay = false", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }).Iteration);
    }

    [Theory]
    [InlineData(TaskExecution.TaskAxis)]
    [InlineData(TaskExecution.Loop)]
    public void Products_in_the_cheapest_order_give_the_same_training_to_rounding(TaskExecution execution)
    {
        Sequential<double> net = new(
            new Linear<double>(80, 60, bias: false), new BatchNorm1d<double>(60), Activations.Tanh<double>(), new Linear<double>(60, 50), Activations.Relu<double>(), new Linear<double>(50, 2));
        TrainingPlan<double> plan = new()
        {
            Learner = new Maml<double>(new InnerLoop<double>(net, Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.05)), 2),
            Tasks = new WideTasks(),
            Iterations = 5,
            MetaBatch = 6,
            TasksPerBlock = 3,
            Execution = execution,
        };
        Trainer<double> trainer = new(plan);
        Trainer<double> cheapest = new(plan with { Products = ProductOrder.Cheapest });
        TrainingOptions options = new() { Threads = 1 };
        Parameters<double> expected = trainer.Run(trainer.Start(), options).MetaParameters;
        Parameters<double> found = cheapest.Run(cheapest.Start(), options).MetaParameters;
        Parameters<double> threads = cheapest.Run(cheapest.Start(), options with { Threads = 2 }).MetaParameters;
        bool differs = false;
        for (int k = 0; k < expected.Count; k++)
        {
            double[] values = Tensors.ToArray(found[k].Value);
            Near.Close(Tensors.ToArray(expected[k].Value), values, 1e-11);
            Assert.Equal(values, Tensors.ToArray(threads[k].Value));
            differs |= !values.SequenceEqual(Tensors.ToArray(expected[k].Value));
        }

        // Otherwise nothing was computed in another order.
        Assert.True(differs);
    }

    [Fact]
    public void Products_in_the_cheapest_order_need_replay_and_checkpoints_of_their_own()
    {
        TrainingPlan<float> plan = new() { Learner = new Maml<float>(Loop, 1), Tasks = new SinusoidTasks<float>(3, 3), Iterations = 1, Products = ProductOrder.Cheapest };
        Trainer<float> trainer = new(plan);
        ArgumentException error = Assert.Throws<ArgumentException>(() => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        Assert.Contains("Leave Replay true", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(plan.Fingerprint, (plan with { Products = ProductOrder.AsRecorded }).Fingerprint);
    }

    private static MetaLearner<float> Learner(string name) => name switch
    {
        "maml" => new Maml<float>(Loop, 2, stepWeights: [0, 0.5, 1]),
        "fomaml" => new Maml<float>(Loop, 2, InnerGradient.FirstOrder),
        "reptile" => new Reptile<float>(Loop, 3),
        "reptile in batches" => new Reptile<float>(Loop, 3, batch: 2),
        "joint" => new JointTraining<float>(Loop),
        "adam inside" => new Maml<float>(new InnerLoop<float>(Net, Loss.MeanSquaredError, InnerStepSize<float>.Constant(0.01), new Adam<float>()), 2),
        "learned sizes" => new Maml<float>(new InnerLoop<float>(Net, Loss.MeanSquaredError, InnerStepSize<float>.Learned(0.01, 2)), 2),
        "carried state" => new Reptile<float>(
            new InnerLoop<float>(Net, Loss.MeanSquaredError, InnerStepSize<float>.Constant(0.01), new Adam<float>(beta1: 0), carriesState: true), 3),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private sealed class GrowingTasks : ITaskDistribution<float>
    {
        public string Description => "growing";

        public FewShotTask<float> Sample(ulong seed, long index) => new SinusoidTasks<float>(2 + (int)(index % 3), 4).Sample(seed, index);
    }

    private sealed class WideTasks : ITaskDistribution<double>
    {
        public string Description => "wide";

        public FewShotTask<double> Sample(ulong seed, long index)
        {
            RandomStream random = new(seed, "wide", index);
            return new(Draw(4, 80), Draw(4, 2), Draw(7, 80), Draw(7, 2));

            Tensor<double> Draw(int rows, int columns)
            {
                var values = new double[rows * columns];
                foreach (ref double value in values.AsSpan())
                {
                    value = random.NextNormal();
                }

                return Tensors.Wrap(values, [rows, columns]);
            }
        }
    }

    // Puts a new input on the tape each time: a program would keep the first for ever.
    private sealed class NoisyLearner(InnerLoop<float> loop) : MetaLearner<float>(loop)
    {
        private float _noise;

        public override string Name => "noisy";

        public override string Settings => Name;

        public override MetaResult<float> Compute(Variables<float> metaParameters, TaskData<float> tasks, DerivativeUse use = DerivativeUse.Final)
        {
            MetaResult<float> result = new JointTraining<float>(InnerLoop).Compute(metaParameters, tasks, use);
            Variable<float> noise = tasks.QueryInputs.Tape.Input(_noise++);
            return result with { Losses = result.Losses + noise };
        }
    }
}
