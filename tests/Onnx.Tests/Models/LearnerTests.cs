using AutogradMaml.Maml;
using AutogradMaml.Nn;
using AutogradMaml.Onnx.Tests.Support;

namespace AutogradMaml.Onnx.Tests.Models;

/// <summary>Learners of other kinds, each adapted by ONNX Runtime as by the library.</summary>
public class LearnerTests
{
    public static TheoryData<string> Names => [.. Learners.Keys];

    private static readonly Dictionary<string, Func<Learner<float>>> Learners = new()
    {
        ["anil"] = static () => new Anil<float>(Net, Loss.CrossEntropy, "2", 3, StepSizes<float>.Constant(0.1)),
        ["meta-sgd"] = static () => new MetaSgd<float>(Net, Loss.CrossEntropy, 2, 0.02),
        ["prototypical"] = static () => new PrototypicalNetwork<float>(Embedding, ways: 5),
        ["soft-k-means"] = static () => new SoftKMeansNetwork<float>(Embedding, ways: 5, refinements: 2),
        ["matching"] = static ()
            => new MatchingNetwork<float>(Embedding, ways: 5, new FullContext<float>(features: 8, steps: 2), scale: 10),
        ["r2-d2"] = static () => new R2D2<float>(Embedding, ways: 5, scale: 4),
        ["proto-maml"] = static () => new ProtoMaml<float>(Embedding, ways: 5, features: 8, steps: 3, StepSizes<float>.Constant(0.05)),
    };

    private static Sequential<float> Net => new(new Linear<float>(16, 8), Activations.Tanh<float>(), new Linear<float>(8, 5));

    private static Sequential<float> Embedding => new(new Linear<float>(16, 8), Activations.Tanh<float>());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_learner_adapts_in_a_model(string name)
    {
        AdaptationCase task = AdaptationCase.Classes(Learners[name]());
        OnnxModel model = OnnxModel.Of(task.Compile(), new() { Weights = task.Meta });
        Assert.InRange(AdaptationCase.Distance(task.Predict(), task.PredictFrom(model)), 0, 1e-5);
    }
}
