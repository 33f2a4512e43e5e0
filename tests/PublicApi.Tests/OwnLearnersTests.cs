using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A learner that a user writes trains, is stopped and resumed, evaluated, certified, saved, loaded, and predicts, like those of
/// the library.</summary>
public class OwnLearnersTests
{
    public static TheoryData<string> Names => ["meta-sgd", "meta-curvature", "prototypes", "host weighted", "own rule"];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_trains_to_the_same_bits_replayed_or_not_on_any_number_of_threads(string name)
    {
        Trainer<double> trainer = new(OwnPlans.Of(name));
        TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
        foreach (int threads in (int[])[1, 2, 4])
        {
            RequireSame(whole, trainer.Run(trainer.Start(), new() { Threads = threads }));
            RequireSame(whole, trainer.Run(trainer.Start(), new() { Threads = threads, Replay = false }));
        }

        Assert.NotEqual(Tensors.ToArray(trainer.Start().MetaParameters[0].Value), Tensors.ToArray(whole.MetaParameters[0].Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stopped_or_broken_off_and_resumed_it_ends_in_the_same_bits(string name)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Trainer<double> trainer = new(OwnPlans.Of(name));
            TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });

            // Stopped: the iteration that has begun is finished and saved.
            string stopped = Path.Combine(folder, "stopped");
            using CancellationTokenSource source = new();
            TrainingOptions stopping = new() { CheckpointPath = stopped, ReportEvery = 1, Report = At(3, source.Cancel) };
            Assert.Equal(3, trainer.Run(trainer.Start(), stopping, source.Token).Iteration);
            RequireSame(whole, new Trainer<double>(OwnPlans.Of(name)).Run(trainer.Resume(stopped), new() { Threads = 2 }));

            // Broken off, as by a kill, between two checkpoints: what came after the last one is computed again.
            string broken = Path.Combine(folder, "broken");
            TrainingOptions breaking = new()
            {
                CheckpointPath = broken,
                CheckpointEvery = 2,
                ReportEvery = 1,
                Report = At(5, static () => throw new InvalidOperationException("killed")),
            };
            Assert.Equal("killed", Assert.Throws<InvalidOperationException>(() => trainer.Run(trainer.Start(), breaking)).Message);
            Assert.Equal(4, trainer.Resume(broken).Iteration);
            RequireSame(whole, new Trainer<double>(OwnPlans.Of(name)).Run(trainer.Resume(broken), new() { Threads = 1, Replay = false }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static Action<TrainingProgress> At(long iteration, Action action) => progress =>
        {
            if (progress.Iteration == iteration)
            {
                action();
            }
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Killed_in_a_process_of_its_own_and_resumed_it_ends_in_the_same_bits(string name)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string checkpoint = Path.Combine(folder, "state");
            foreach (int steps in (int[])[2, 4])
            {
                KilledOwnLearner.StartAndKill(name, checkpoint, steps);
            }

            // Where the child was when it died is chance; what its last checkpoint holds is not.
            long reached = new Trainer<double>(OwnPlans.Of(name) with { Iterations = 0 }).Resume(checkpoint).Iteration;
            Assert.True(reached >= 2 + 4 - 2, $"The checkpoint is of iteration {reached}.");
            Trainer<double> trainer = new(OwnPlans.Of(name) with { Iterations = reached + 5 });
            RequireSame(
                trainer.Run(trainer.Start(), new() { Threads = 1 }), trainer.Run(trainer.Resume(checkpoint), new() { Threads = 2 }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_evaluated_on_any_number_of_threads_and_certified_where_it_is_exact(string name)
    {
        TrainingPlan<double> plan = OwnPlans.Of(name);
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start());
        using Evaluator<double> evaluator = new(plan.Learner);
        AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 9, count: 60, new() { Threads = 1 });
        Assert.Equal(name == "prototypes" ? [0] : [0, 1, 2], curve.Steps);
        Assert.All(curve.Losses[^1], static loss => Assert.True(double.IsFinite(loss)));
        Assert.Equal(name == "prototypes", curve.Measures.ContainsKey("accuracy"));
        foreach (int threads in (int[])[2, 4])
        {
            AdaptationCurve other = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 9, count: 60, new() { Threads = threads });
            Assert.Equal(curve.Losses, other.Losses);
            Assert.Equal(
                curve.Measures.SelectMany(static measure => measure.Value), other.Measures.SelectMany(static measure => measure.Value));
        }

        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(plan.Learner, end.MetaParameters, plan.Tasks.Batch(3, 0, 2));
        Assert.True(certificate.Check.Passed, certificate.ToString());

        // What takes no inner steps has no second order in them.
        Assert.Equal(name == "prototypes" ? MetaGradientKind.Indistinguishable : MetaGradientKind.SecondOrder, certificate.Kind);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Saved_loaded_and_adapted_it_predicts_what_the_evaluator_judges(string name)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            TrainingPlan<double> plan = OwnPlans.Of(name);
            Trainer<double> trainer = new(plan);
            TrainingState<double> end = trainer.Run(trainer.Start(), new() { CheckpointPath = Path.Combine(folder, "state") });
            Parameters<double> loaded = OwnPlans.Of(name).Learner.Load(
                TrainingCheckpoint<double>.Read(Path.Combine(folder, "state")).MetaParameters);

            // Task 0 of seed 0 is who a task by itself is taken for, so that the host draws the same for both.
            using Evaluator<double> evaluator = new(plan.Learner);
            AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 0, count: 1);
            Parameters<double> task = plan.Tasks.Sample(seed: 0, index: 0);
            for (int steps = 0; steps < curve.Steps.Count; steps++)
            {
                AdaptedLearner<double> adapted = plan.Learner.Adapt(loaded, task, steps);
                using Tape<double> tape = new();
                Variable<double> predicted = tape.Input(adapted.Predict(task.QueryInputs));
                Variable<double> targets = tape.Input(task.QueryTargets);
                double loss = (name == "prototypes"
                    ? Loss.CrossEntropy(predicted, targets)
                    : Loss.MeanSquaredError(predicted, targets)).Scalar;
                Assert.Equal(curve.Losses[steps][0], loss, Math.Abs(loss) * 1e-12);
            }

            AdaptedLearner<double> last = plan.Learner.Adapt(loaded, task);
            last.Save(Path.Combine(folder, "adapted"), plan.Learner.Description);
            SafeTensorsFile<double> file = SafeTensors.Read<double>(Path.Combine(folder, "adapted"));
            Assert.Equal(last.Adapted.Names, file.Parameters.Names);
            Assert.Equal(plan.Learner.Description, file.Metadata["learner"]);
            Assert.All(last.Adapted, entry => Assert.Equal(Tensors.ToArray(entry.Value), Tensors.ToArray(file.Parameters[entry.Key])));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Meta_sgd_written_out_is_the_one_of_the_library()
    {
        Learner<double> own = new("own", new OwnLearners.MetaSgd(OwnPlans.Net, 0.05), new Unrolled<double>(2));
        Learner<double> library = new(
            "library",
            new NetAdaptation<double>(
                OwnPlans.Net, Loss.MeanSquaredError,
                StepSizes<double>.Learned(0.05, perElement: true, form: StepSizeForm.Signed)), new Unrolled<double>(2));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(1, 0, 3);
        Assert.Equal(Direction(library, tasks), Direction(own, tasks));
    }

    [Fact]
    public void Meta_curvature_begins_as_maml()
    {
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(1, 0, 3);
        double[] maml = Direction(new Maml<double>(OwnPlans.Net, Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.05)), tasks);
        Assert.All(
            maml.Zip(Direction(new Maml<double>(new OwnLearners.MetaCurvature(OwnPlans.Net, 0.05), 2), tasks)),
            static pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void The_state_of_an_own_rule_counts_and_the_steps_have_the_length_that_it_says()
    {
        TrainingPlan<double> plan = OwnPlans.Of("own rule") with { Iterations = 1 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        TrainingState<double> end = trainer.Run(start);
        Assert.Equal([1.0], Tensors.ToArray(end.OptimizerState["net.taken"]));
        Assert.Equal(0.02, (end.MetaParameters - start.MetaParameters).Norm(), 1e-12);
    }

    private static double[] Direction(Learner<double> learner, TaskBatch<double> tasks)
    {
        using Tape<double> tape = new();
        return [.. learner.Compute(
            learner.Initialize(1).On(tape), tasks.On(tape)).Direction.SelectMany(static entry => entry.Value.ToArray())];
    }

    private static void RequireSame(TrainingState<double> expected, TrainingState<double> found)
    {
        Assert.Equal(expected.Iteration, found.Iteration);
        (Parameters<double>, Parameters<double>)[] pairs =
            [(expected.MetaParameters, found.MetaParameters), (expected.OptimizerState, found.OptimizerState)];
        foreach ((Parameters<double> one, Parameters<double> other) in pairs)
        {
            one.RequireSameLayout(other);
            for (int k = 0; k < one.Count; k++)
            {
                Assert.Equal(Tensors.ToArray(one[k].Value), Tensors.ToArray(other[k].Value));
            }
        }
    }
}
