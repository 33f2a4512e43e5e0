using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>How the learners that a user writes are trained in the tests.</summary>
internal static class OwnPlans
{
    public static readonly Sequential<double> Net = new(new Linear<double>(1, 8), Activations.Tanh<double>(), new Linear<double>(8, 1));

    private static readonly Sequential<double> Classifier = new(
        ("features", new Sequential<double>(new Flatten<double>(), new Linear<double>(28 * 28, 6))), ("head", new Linear<double>(6, 3)));

    public static TrainingPlan<double> Of(string name)
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
}
