using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>The way back along a trajectory gives what reverse through the whole recording gives, recorded and as programs.</summary>
public class TrajectoryAdjointTests
{
    private const double Tolerance = 1e-12;

    private static readonly Sequential<double> WithDropout = new(
        new Linear<double>(1, 6), Activations.Tanh<double>(), new Dropout<double>(0.3), new Linear<double>(6, 6),
        Activations.Tanh<double>(), new Linear<double>(6, 1));

    public static TheoryData<string, int, int> Cases()
    {
        TheoryData<string, int, int> cases = [];
        foreach (string name in (string[])[
            "sgd", "momentum", "nesterov", "rmsprop", "adam", "learned per step", "meta-sgd", "head", "batches", "reshuffled", "carried",
            "scheduled", "everything"])
        {
            cases.Add(name, 7, 1);
        }

        cases.Add("everything", 7, 3);
        cases.Add("everything", 6, 2);
        cases.Add("everything", 5, 9);
        cases.Add("everything", 1, 1);
        cases.Add("sgd", 0, 1);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_equals_unrolled(string name, int steps, int keepEvery)
    {
        double[]? weights = name == "everything"
            ? [.. Enumerable.Range(0, steps + 1).Select(static k => k == 1 ? 0 : 0.2 + (0.1 * k))]
            : null;
        Adaptation<double> adaptation = Adaptation(name);
        Learner<double> unrolled = new("learner", adaptation, new Unrolled<double>(steps, weights));
        Learner<double> adjoint = new("learner", adaptation, new TrajectoryAdjoint<double>(steps, weights, keepEvery));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(3, 0, 4);
        Parameters<double> meta = unrolled.Initialize(2);

        using Tape<double> expectedTape = new();
        MetaOutcome<double> expected = unrolled.Compute(meta.On(expectedTape), tasks.On(expectedTape, 5));
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            using Tape<double> tape = new();
            MetaOutcome<double> recorded = adjoint.Compute(meta.On(tape), tasks.On(tape, 5), use: use);
            Assert.InRange(Difference(expected.Direction.ToParameters(), recorded.Direction.ToParameters()), 0, Tolerance);
            RequireClose(expected.Losses.Values, recorded.Losses.Values);
        }

        using MetaWorkspace<double> workspace = new MetaProgram<double>(adjoint, meta, tasks, tasks).CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(tasks);
        for (int run = 0; run < 2; run++)
        {
            workspace.Run(5);
            Parameters<double> replayed = new(meta.Select((entry, k) => KeyValuePair.Create(
                entry.Key, Tensors.Create(workspace.Direction(k), Tensors.ShapeOf(entry.Value)))));
            Assert.InRange(Difference(expected.Direction.ToParameters(), replayed), 0, Tolerance);
            RequireClose(expected.Losses.Values, workspace.Losses);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_host_is_called_once_a_step_however_often_the_step_is_computed(int keepEvery)
    {
        HostWeighted adaptation = new();
        const int Steps = 7;
        Learner<double> learner = new("counted", adaptation, new TrajectoryAdjoint<double>(Steps, keepEvery: keepEvery));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(3, 0, 4);
        Parameters<double> meta = learner.Initialize(2);
        using MetaWorkspace<double> workspace = new MetaProgram<double>(learner, meta, tasks).CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(tasks);
        adaptation.Calls = 0;
        adaptation.UnusedCalls = 0;
        workspace.Run(0);
        Assert.Equal(Steps, adaptation.Calls);
        Assert.Equal(0, adaptation.UnusedCalls);

        using Tape<double> tape = new();
        adaptation.Calls = 0;
        learner.Compute(meta.On(tape), tasks.On(tape));
        Assert.Equal(Steps, adaptation.Calls);
    }

    [Fact]
    public void A_trainer_runs_it_to_the_same_bits_on_any_number_of_threads_and_allocates_nothing()
    {
        TrainingPlan<double> plan = Plans.Of(
            new Learner<double>(
                "adjoint", Adaptation("momentum", 2),
                new TrajectoryAdjoint<double>(5, [0, 0, 1, 0, 0, 1], keepEvery: 2))) with
        { TasksPerBlock = 2 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> one = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(one, trainer.Run(trainer.Start(), new() { Threads = 3 }));
        TrainingState<double> unrolled = new Trainer<double>(
            plan with { Learner = new Learner<double>("adjoint", Adaptation("momentum", 2), new Unrolled<double>(5, [0, 0, 1, 0, 0, 1])) })
            .Run(trainer.Start());
        Assert.InRange(Difference(unrolled.MetaParameters, one.MetaParameters), 0, 1e-12);

        using Training<double> training = trainer.Begin(trainer.Start(), new() { Threads = 1 });
        training.Step();
        Assert.Equal(0, Testing.Allocations.Least(training.Step));
    }

    [Fact]
    public void Recording_and_planning_do_not_grow_with_the_steps()
    {
        Learner<double> Of(int steps) => new("adjoint", Adaptation("sgd"), new TrajectoryAdjoint<double>(steps));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(3, 0, 2);
        Parameters<double> meta = Of(1).Initialize(2);
        MetaProgram<double> few = new(Of(10), meta, tasks, tasks);
        MetaProgram<double> many = new(Of(1000), meta, tasks, tasks);
        Assert.Equal(
            few.Trajectory!.All.Select(static part => part.Program.RecordedOperations),
            many.Trajectory!.All.Select(static part => part.Program.RecordedOperations));
        long state = few.Trajectory.XLengths.Sum() * sizeof(double);
        Assert.Equal(990 * state, many.WorkspaceBytes - few.WorkspaceBytes);
    }

    [Fact]
    public void A_plan_tells_what_each_way_would_take()
    {
        TrainingPlan<double> plan = Plans.Of(new Learner<double>("maml", Adaptation("sgd", 2), new Unrolled<double>(40))) with
        {
            TasksPerBlock = 4,
        };
        IReadOnlyList<MemoryEstimate> estimates = plan.Estimate();
        Assert.Equal(4, estimates.Count);
        Assert.StartsWith("unrolled", estimates[0].Way, StringComparison.Ordinal);
        Assert.True(estimates[0].IsExtrapolated);
        TaskBatch<double> tasks = plan.Tasks.Batch(plan.Seed, 0, 4);
        Parameters<double> meta = plan.Learner.Initialize(1);
        long[] planned =
        [
            .. ((MetaGradient<double>[])[
                new Unrolled<double>(40), new TrajectoryAdjoint<double>(40), new TrajectoryAdjoint<double>(40, keepEvery: 7),
                new FirstOrder<double>(40)])
                .Select(way => new MetaProgram<double>(new("maml", plan.Learner.Adaptation, way), meta, tasks).WorkspaceBytes),
        ];
        Assert.InRange(estimates[0].BytesPerBlock, 0.9 * planned[0], 1.1 * planned[0]);
        Assert.Equal(planned[1..3], estimates.Skip(1).Take(2).Select(static estimate => estimate.BytesPerBlock));
        Assert.InRange(estimates[3].BytesPerBlock, 0.9 * planned[3], 1.1 * planned[3]);
        Assert.All(estimates, static estimate => Assert.Equal((2, 2 * estimate.BytesPerBlock), (estimate.Blocks, estimate.Bytes)));
        Assert.True(planned[2] < planned[1] && planned[1] < planned[0]);
    }

    [Fact]
    public void The_certificate_confirms_it()
    {
        Learner<double> learner = new("adjoint", Adaptation("adam"), new TrajectoryAdjoint<double>(3));
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(
            learner, learner.Initialize(1), new SinusoidTasks<double>(5, 4).Batch(3, 0, 2));
        Assert.True(certificate.Check.Passed, certificate.ToString());
        Assert.Equal(MetaGradientKind.SecondOrder, certificate.Kind);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrajectoryAdjoint<double>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrajectoryAdjoint<double>(3, keepEvery: 0));
        Assert.Throws<ArgumentException>(() => new TrajectoryAdjoint<double>(3, [1, 2]));
    }

    private static Adaptation<double> Adaptation(string name, int features = 1)
    {
        Sequential<double> plain = new(
            new Linear<double>(features, 6), Activations.Tanh<double>(), new Linear<double>(6, 6), Activations.Tanh<double>(),
            new Linear<double>(6, features));
        NetAdaptation<double> Of(
            Optimizer<double>? optimizer = null, StepSizes<double>? sizes = null, Selection? adapts = null, int? batch = null,
            bool carries = false)
            => new(plain, Loss.MeanSquaredError, sizes ?? StepSizes<double>.Constant(0.05), optimizer, adapts, batch, carries);
        return name switch
        {
            "sgd" => Of(),
            "momentum" => Of(new Sgd<double>(0.9)),
            "nesterov" => Of(new Sgd<double>(0.9, nesterov: true)),
            "rmsprop" => Of(new RmsProp<double>()),
            "adam" => Of(new Adam<double>()),
            "learned per step" => Of(sizes: StepSizes<double>.Learned(0.05, steps: 4)),
            "meta-sgd" => Of(sizes: StepSizes<double>.Learned(0.05, perElement: true, form: StepSizeForm.Signed)),
            "head" => Of(adapts: Selection.Only("4")),
            "batches" => Of(batch: 3),
            "reshuffled" => new NetAdaptation<double>(
                plain, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), batch: 3, reshuffles: true),
            "carried" => Of(new Adam<double>(), carries: true),
            "scheduled" => Of(sizes: StepSizes<double>.Scheduled(Schedule.Linear(0.1, 0.01, 10))),
            _ => new HostWeighted(),
        };
    }

    private static double Difference(Parameters<double> expected, Parameters<double> found) => (expected - found).Norm() / expected.Norm();

    private static void RequireClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> found)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.InRange(found[k], expected[k] - (Tolerance * Math.Abs(expected[k])), expected[k] + (Tolerance * Math.Abs(expected[k])));
        }
    }

    /// <summary>Per-step sizes, a batch that does not divide the support set, dropout, momentum, and a call to the host whose results
    /// depend on x and on the step.</summary>
    private sealed class HostWeighted() : NetAdaptation<double>(
        WithDropout, Nn.Loss.MeanSquaredError, StepSizes<double>.Learned(0.05, steps: 3), new Sgd<double>(0.8), batch: 3,
        dropout: DropoutUse.Both)
    {
        private int _calls;
        private int _unusedCalls;

        public int Calls
        {
            get => _calls;
            set => _calls = value;
        }

        public int UnusedCalls
        {
            get => _unusedCalls;
            set => _unusedCalls = value;
        }

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
        {
            Variable<double> weights = at.Host("weights", Weigh, [[episode.Tasks]], [x["net.0.bias"]])[0];
            at.Host("unused", _ => Interlocked.Increment(ref _unusedCalls), [[episode.Tasks]], []);
            return weights * base.Inner(x, meta, episode, at);
        }

        private void Weigh(HostContext<double> context)
        {
            Interlocked.Increment(ref _calls);
            int tasks = context.ArgumentShape(0)[0];
            int each = context.Argument(1).Length / tasks;
            RandomStream random = new(0, "weights");
            for (int task = 0; task < tasks; task++)
            {
                RandomKey.Reopen(context.Argument(0).Slice(task * RandomKey.Length, RandomKey.Length), "weights", random);
                context.Result(0)[task] = random.NextUniform(0.5, 1.5) + TensorPrimitives.Sum(context.Argument(1).Slice(task * each, each));
            }
        }
    }
}
