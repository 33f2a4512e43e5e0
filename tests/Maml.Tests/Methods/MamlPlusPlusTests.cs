using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

/// <summary>The six changes of MAML++, each by itself.</summary>
public class MamlPlusPlusTests
{
    private const int Steps = 5;

    private static readonly Module<double> Net = Nets.Tanh<double>(2, 2);

    private static readonly Parameters<double>[] Tasks = new RandomTasks<double>(5, 6, 2, 2).First(2);

    private static readonly MamlPlusPlusOptions None = new() { AnnealedEpochs = 0, FirstOrderEpochs = 0, LearnsStepSizes = false };

    [Fact]
    public void Without_any_it_is_MAML()
    {
        MamlPlusPlus<double> learner = Make(None);
        Parameters<double> meta = learner.Initialize(3);
        (double[] losses, Parameters<double> direction) = learner.Numbers(meta, Tasks[0]);
        (double[] expected, Parameters<double> exact) =
            new Maml<double>(Net, Loss.MeanSquaredError, Steps, StepSizes<double>.Constant(0.1)).Numbers(meta, Tasks[0]);
        Assert.Equal(expected, losses);
        Assert.Equal(Flat.Of(exact), Flat.Of(direction));
        Assert.Equal(1, learner.PhaseCount);
    }

    [Fact]
    public void In_the_paper_s_lengths_the_earlier_losses_fade_out_over_ten_epochs_of_500_and_the_gradient_is_exact_after_fifty()
    {
        MamlPlusPlus<double> learner = Make(new());
        Assert.Equal([0, 1, 2], new long[] { 4_999, 5_000, 25_000 }.Select(learner.PhaseOf));
        Assert.Equal([1, 2], new long[] { 24_999, long.MaxValue }.Select(learner.PhaseOf));
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(phase => learner.GradientIn(phase).IsExact));
        IEnumerable<string> words = Enumerable.Range(0, 3).Select(phase => learner.GradientIn(phase).Description);
        Assert.Equal([false, true, true], words.Select(static way => way.Contains("weights=0/0/0/0/0/1", StringComparison.Ordinal)));

        IReadOnlyList<Schedule?> weights = LossWeights.Annealed(Steps, 10, 500);
        Assert.Null(weights[0]);
        foreach ((long iteration, double earlier, double last) in (ReadOnlySpan<(long, double, double)>)
            [(0, 0.2, 0.2), (499, 0.2, 0.2), (500, 0.18, 0.28), (2_500, 0.1, 0.6), (4_999, 0.02, 0.92), (5_000, 0, 1), (1_000_000, 0, 1)])
        {
            Near.Close(
                [.. Enumerable.Repeat(earlier, Steps - 1), last], [.. weights.Skip(1).Select(weight => weight!.At(iteration))], 1e-15);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(14)]
    public void The_annealed_losses_are_weighted_sums_at_each_iteration_in_every_way(int iteration)
    {
        const int Epochs = 4;
        const int Iterations = 3;
        IReadOnlyList<Schedule?> weights = LossWeights.Annealed(2, Epochs, Iterations);
        double[] now = [0, .. weights.Skip(1).Select(weight => weight!.At(iteration))];
        NetAdaptation<double> adaptation = Learners.Net<double>();
        Parameters<double> meta = new Maml<double>(adaptation, 2).Initialize(3);
        TaskBatch<double> tasks = TaskBatch<double>.Of(Tasks[0], Tasks[1]);
        (MetaGradient<double> Scheduled, MetaGradient<double> Constant)[] ways =
        [
            (new Unrolled<double>(2, weights), new Unrolled<double>(2, now)),
            (new FirstOrder<double>(2, weights), new FirstOrder<double>(2, now)),
            (new TrajectoryAdjoint<double>(2, weights), new TrajectoryAdjoint<double>(2, now)),
        ];
        foreach ((MetaGradient<double> scheduled, MetaGradient<double> constant) in ways)
        {
            (double[] losses, double[] direction) = Replayed(new("scheduled", adaptation, scheduled), meta, tasks, iteration);
            (double[] expected, double[] defined) = Replayed(new("constant", adaptation, constant), meta, tasks, 0);
            Near.Close(expected, losses, 1e-14);
            Near.Close(defined, direction, 1e-13);

            // Recorded, not replayed.
            using Tape<double> tape = new();
            MetaOutcome<double> outcome = scheduled.Compute(adaptation, meta.On(tape), tasks.On(tape, iteration));
            Near.Close(expected, outcome.Losses.ToArray(), 1e-14);
            Near.Close(defined, Flat.Of(outcome.Direction.ToParameters()), 1e-13);
        }

        Assert.Contains("annealed 1:2 over 4 epochs of 3", new Unrolled<double>(2, weights).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_through_all_phases_trains_to_the_same_bits_replayed_and_recorded_anew_and_estimates_its_memory()
    {
        MamlPlusPlus<double> learner = Make(new() { EpochIterations = 1, AnnealedEpochs = 2, FirstOrderEpochs = 4 });
        TrainingPlan<double> plan = Plans.Of(learner, iterations: 6) with { OuterStepSize = MamlPlusPlus<double>.OuterStepSize(6) };
        Trainer<double> trainer = new(plan);
        TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Same.Bits(whole, trainer.Run(trainer.Start(), new() { Threads = 2, Replay = false }));
        Assert.Equal(3, learner.PhaseCount);
        Assert.Equal((1e-3, 1e-5), (plan.OuterStepSize.At(0), plan.OuterStepSize.At(6)));
        Assert.Equal(0.5 * (1e-3 + 1e-5), plan.OuterStepSize.At(3), 1e-15);
    }

    [Fact]
    public void Sizes_are_of_each_tensor_and_step_and_what_makes_no_sense_is_refused()
    {
        MamlPlusPlus<double> learner = Make(None with { LearnsStepSizes = true, Adapts = Selection.Only("2") });
        Parameters<double> meta = learner.Initialize(3);
        Assert.Equal(
            ["step_size.2.weight", "step_size.2.bias"],
            meta.Names.Where(static name => name.StartsWith("step_size", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Repeat(0.1, Steps), Tensors.ToArray(meta["step_size.2.bias"]));
        Assert.All(
            Tensors.ToArray(learner.Numbers(meta, Tasks[0]).Direction["step_size.2.weight"]), static slope => Assert.NotEqual(0, slope));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { EpochIterations = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { AnnealedEpochs = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { FirstOrderEpochs = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MamlPlusPlus<double>(Net, Loss.MeanSquaredError, Steps, 0, None));
        Assert.Contains(
            "Expected 3 schedules",
            Assert.Throws<ArgumentException>(() => new Unrolled<double>(2, LossWeights.Annealed(3, 1, 1))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new TrajectoryAdjoint<double>(1, new Schedule?[2]));
    }

    private static MamlPlusPlus<double> Make(MamlPlusPlusOptions options) => new(Net, Loss.MeanSquaredError, Steps, 0.1, options);

    private static (double[] Losses, double[] Direction) Replayed(
        Learner<double> learner, Parameters<double> meta, TaskBatch<double> tasks, long iteration)
    {
        MetaProgram<double> program = new(learner, meta, tasks);
        using MetaWorkspace<double> workspace = program.CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(tasks);
        workspace.Run(iteration);
        return (workspace.Losses.ToArray(), [.. Enumerable.Range(0, meta.Count).SelectMany(k => workspace.Direction(k).ToArray())]);
    }
}
