using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A learner that a user writes trains, is stopped and resumed, evaluated, certified, saved, loaded, and predicts, like those of the library.</summary>
public class OwnLearnersTests
{
    private static readonly Sequential<double> Net = new(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));

    private static readonly Sequential<double> Classifier = new(
        ("features", new Sequential<double>(new Flatten<double>(), new Linear<double>(28 * 28, 6))), ("head", new Linear<double>(6, 3)));

    public static TheoryData<string> Names => ["meta-sgd", "meta-curvature", "prototypes", "host weighted", "own rule"];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_trains_to_the_same_bits_replayed_or_not_on_any_number_of_threads_stopped_or_not(string name)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            TrainingPlan<double> plan = Plan(name);
            Trainer<double> trainer = new(plan);
            TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
            RequireSame(whole, trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false }));
            RequireSame(whole, trainer.Run(trainer.Start(), new() { Threads = 2 }));
            RequireSame(whole, trainer.Run(trainer.Start(), new() { Threads = 4, Replay = false }));

            string path = Path.Combine(folder, "state");
            new Trainer<double>(plan with { Iterations = 4 }).Run(trainer.Start(), new() { CheckpointPath = path });
            RequireSame(whole, trainer.Run(trainer.Resume(path)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_evaluated_and_certified_where_it_is_exact_and_predicts_after_it_was_saved_and_loaded(string name)
    {
        TrainingPlan<double> plan = Plan(name);
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start());
        using Evaluator<double> evaluator = new(plan.Learner);
        AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 9, count: 8);
        Assert.All(curve.Losses[^1], static loss => Assert.True(double.IsFinite(loss)));
        Assert.Equal(name == "prototypes", curve.Measures.ContainsKey("accuracy"));

        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(plan.Learner, end.MetaParameters, plan.Tasks.Batch(3, 0, 2));
        Assert.True(certificate.Check.Passed, certificate.ToString());

        // What takes no inner steps has no second order in them.
        Assert.Equal(name == "prototypes" ? MetaGradientKind.Indistinguishable : MetaGradientKind.SecondOrder, certificate.Kind);

        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            SafeTensors.Write(path, end.MetaParameters);
            Parameters<double> task = plan.Tasks.Sample(seed: 9, index: 0);
            AdaptedLearner<double> adapted = plan.Learner.Adapt(plan.Learner.Load(SafeTensors.Read<double>(path).Parameters), task);
            Assert.Equal(
                Tensors.ToArray(plan.Learner.Adapt(end.MetaParameters, task).Predict(task.QueryInputs)), Tensors.ToArray(adapted.Predict(task.QueryInputs)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Meta_sgd_written_out_is_the_one_of_the_library()
    {
        Learner<double> own = new("own", new OwnLearners.MetaSgd(Net, 0.05), new Unrolled<double>(2));
        Learner<double> library = new(
            "library", new NetAdaptation<double>(Net, Loss.MeanSquaredError, StepSizes<double>.Learned(0.05, perElement: true, form: StepSizeForm.Signed)), new Unrolled<double>(2));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(1, 0, 3);
        Assert.Equal(Direction(library, tasks), Direction(own, tasks));
    }

    [Fact]
    public void Meta_curvature_begins_as_maml()
    {
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(1, 0, 3);
        double[] maml = Direction(new Maml<double>(Net, Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.05)), tasks);
        Assert.All(maml.Zip(Direction(new Maml<double>(new OwnLearners.MetaCurvature(Net, 0.05), 2), tasks)), static pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void The_state_of_an_own_rule_counts_and_the_steps_have_the_length_that_it_says()
    {
        TrainingPlan<double> plan = Plan("own rule") with { Iterations = 1 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        TrainingState<double> end = trainer.Run(start);
        Assert.Equal([1.0], Tensors.ToArray(end.OptimizerState["net.taken"]));
        Assert.Equal(0.02, (end.MetaParameters - start.MetaParameters).Norm(), 1e-12);
    }

    private static double[] Direction(Learner<double> learner, TaskBatch<double> tasks)
    {
        using Tape<double> tape = new();
        return [.. learner.Compute(learner.Initialize(1).On(tape), tasks.On(tape)).Direction.SelectMany(static entry => entry.Value.ToArray())];
    }

    private static TrainingPlan<double> Plan(string name)
    {
        ITaskDistribution<double> curves = new SinusoidTasks<double>(5, 4);
        return new()
        {
            Learner = name switch
            {
                "meta-sgd" => new Learner<double>(name, new OwnLearners.MetaSgd(Net, 0.05), new Unrolled<double>(2)),
                "meta-curvature" => new Maml<double>(new OwnLearners.MetaCurvature(Net, 0.05), 2),
                "prototypes" => new Learner<double>(
                    name, new OwnLearners.Prototypes(Classifier.Until("head"), ways: 3), new Unrolled<double>(0)),
                "host weighted" => new Learner<double>(name, new OwnLearners.HostWeighted(Net), new Unrolled<double>(2)),
                _ => new Learner<double>(name, new OwnLearners.OwnRule(Net), new Unrolled<double>(2)),
            },
            Tasks = name == "prototypes" ? new ImageEpisodes<double>(Glyphs.Create(8, 6), ways: 3, shots: 2, queries: 2) : curves,
            Iterations = 7,
            MetaBatch = 5,
            TasksPerBlock = 2,
            OuterStepSize = 0.02,
        };
    }

    private static void RequireSame(TrainingState<double> expected, TrainingState<double> found)
    {
        Assert.Equal(expected.Iteration, found.Iteration);
        foreach ((Parameters<double> one, Parameters<double> other) in new[] { (expected.MetaParameters, found.MetaParameters), (expected.OptimizerState, found.OptimizerState) })
        {
            one.RequireSameLayout(other);
            for (int k = 0; k < one.Count; k++)
            {
                Assert.Equal(Tensors.ToArray(one[k].Value), Tensors.ToArray(other[k].Value));
            }
        }
    }
}
