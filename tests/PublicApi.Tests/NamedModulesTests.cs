using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A net whose modules have names: selections, checkpoints and other learners go by them.</summary>
public class NamedModulesTests
{
    private static readonly Sequential<double> Net = new(
        ("1", new Linear<double>(1, 6)), ("a", Activations.Tanh<double>()), ("10", new Linear<double>(6, 6)),
        ("b", Activations.Tanh<double>()), ("head", new Linear<double>(6, 1)));

    [Fact]
    public void A_selection_goes_by_whole_names()
    {
        string[] names = [.. Net.Parameters.Select(static parameter => parameter.Name)];
        Assert.Equal(["1.weight", "1.bias"], names.Where(Selection.Only("1").Contains));
        Assert.Equal(["1.weight", "1.bias", "10.weight", "10.bias"], names.Where(Selection.Except("head").Contains));
        string message = Assert.Throws<ArgumentException>(() => Adaptation(Net, Selection.Only("hea"))).Message;
        Assert.Equal(
            "No module or parameter is named 'hea'; the parameters are [1.weight, 1.bias, 10.weight, 10.bias, head.weight, head.bias].",
            message);
    }

    [Fact]
    public void Only_the_module_that_is_named_adapts_and_the_checkpoint_carries_its_name()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            TrainingPlan<double> plan = new()
            {
                Learner = new Maml<double>(Adaptation(Net, Selection.Only("head")), steps: 2),
                Tasks = new SinusoidTasks<double>(5, 4),
                Iterations = 6,
                MetaBatch = 3,
            };
            Trainer<double> trainer = new(plan);
            Parameters<double> whole = trainer.Run(trainer.Start()).MetaParameters;
            new Trainer<double>(plan with { Iterations = 3 }).Run(trainer.Start(), new() { CheckpointPath = path });
            TrainingState<double> half = trainer.Resume(path);
            Assert.Equal(
                ["net.1.weight", "net.1.bias", "net.10.weight", "net.10.bias", "net.head.weight", "net.head.bias"],
                half.MetaParameters.Names);
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(half).MetaParameters));

            using Tape<double> tape = new();
            Episode<double> episode = plan.Tasks.Batch(1, 0, 2).On(tape);
            Assert.Equal(["net.head.weight", "net.head.bias"], plan.Learner.Adaptation.Start(whole.On(tape), episode).Names);

            // The same shapes under other names are another net.
            Sequential<double> renamed = new(
                ("1", new Linear<double>(1, 6)), ("a", Activations.Tanh<double>()), ("10", new Linear<double>(6, 6)),
                ("c", Activations.Tanh<double>()), ("head", new Linear<double>(6, 1)));
            Trainer<double> other = new(plan with { Learner = new Maml<double>(Adaptation(renamed, Selection.Only("head")), steps: 2) });
            Assert.ThrowsAny<Exception>(() => other.Resume(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Meta_parameters_of_a_whole_net_serve_a_learner_on_its_features()
    {
        Sequential<double> classifier = new(
            ("features", new Sequential<double>(new Flatten<double>(), new Linear<double>(28 * 28, 6))),
            ("head", new Linear<double>(6, 3)));
        ITaskDistribution<double> tasks = new ImageEpisodes<double>(Glyphs.Create(8, 6), ways: 3, shots: 2, queries: 2);
        Trainer<double> trainer = new(new()
        {
            Learner = new Maml<double>(
                new NetAdaptation<double>(classifier, Loss.CrossEntropy, StepSizes<double>.Constant(0.05)), steps: 1),
            Tasks = tasks,
            Iterations = 2,
            MetaBatch = 2,
        });
        Parameters<double> trained = trainer.Run(trainer.Start()).MetaParameters;

        Sequential<double> features = classifier.Until("head");
        Learner<double> prototypes = new("prototypes", new OwnLearners.Prototypes(features, ways: 3), new Unrolled<double>(0));
        using Evaluator<double> evaluator = new(prototypes);
        AdaptationCurve curve = evaluator.Evaluate(features.Load(trained.Under("net")).Prefixed("net"), tasks, seed: 3, count: 5);
        Assert.All(curve.Losses[^1], static loss => Assert.True(double.IsFinite(loss)));
    }

    private static NetAdaptation<double> Adaptation(Module<double> net, Selection adapts)
        => new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), adapts: adapts);

    private static double[] Numbers(Parameters<double> parameters)
        => [.. parameters.SelectMany(static entry => Tensors.ToArray(entry.Value))];
}
