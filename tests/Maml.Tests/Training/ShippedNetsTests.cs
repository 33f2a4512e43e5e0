using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>The trained nets of docs/results/nets: whole, of the format of today, fitting their learners, and still of use.</summary>
public class ShippedNetsTests
{
    private static readonly Dictionary<string, (Learner<float> Learner, int Ways, int Shots, long Iteration)> Nets = new()
    {
        ["omniglot-maml-20-way"] = (
            new Maml<float>(PaperNets.OmniglotStrided<float>(20), Loss.CrossEntropy, 5, StepSizes<float>.Constant(0.5)), 20, 1, 40_000),
        ["omniglot-maml-5-shot-random-affine"] = (
            new Maml<float>(PaperNets.OmniglotStrided<float>(5), Loss.CrossEntropy, 1, StepSizes<float>.Constant(0.4)), 5, 5, 40_000),
        ["omniglot-maml-plus-plus-20-way"] = (
            new MamlPlusPlus<float>(
                PaperNets.OmniglotPooled<float>(20, policy: NormalizationPolicy.PerInnerStep(3)), Loss.CrossEntropy, 3, 0.5,
                new() { QueryStatistics = QueryStatistics.Batch }),
            20, 1, 1_200),
        ["omniglot-maml-plus-plus-20-way-residual"] = (
            new MamlPlusPlus<float>(
                PaperNets.OmniglotResidual<float>(20, policy: NormalizationPolicy.PerInnerStep(5)), Loss.CrossEntropy, 5, 0.5,
                new() { QueryStatistics = QueryStatistics.Batch }),
            20, 1, 1_400),
        ["omniglot-maml-plus-plus-residual"] = (
            new MamlPlusPlus<float>(
                PaperNets.OmniglotResidual<float>(5, policy: NormalizationPolicy.PerInnerStep(5)), Loss.CrossEntropy, 5, 0.1,
                new() { QueryStatistics = QueryStatistics.Batch }),
            5, 1, 2_000),
        ["omniglot-prototypical"] = (
            new PrototypicalNetwork<float>(PaperNets.OmniglotPooled<float>(20)[..^1], 20), 20, 1, 8_000),
        ["omniglot-r2d2-residual"] = (
            new R2D2<float>(PaperNets.OmniglotResidual<float>(20)[..^1], 20, scale: 10), 20, 1, 1_000),
        ["omniglot-reptile-random-affine"] = (
            new Reptile<float>(
                new NetAdaptation<float>(
                    PaperNets.OmniglotStridedFlat<float>(5), Loss.CrossEntropy, StepSizes<float>.Constant(0.001), new Adam<float>(beta1: 0),
                    batch: 10, carriesState: true),
                5),
            5,
            10,
            100_000),
        ["omniglot-residual"] = (
            new PrototypicalNetwork<float>(PaperNets.OmniglotResidual<float>(20)[..^1], 20), 20, 1, 7_000),
        ["omniglot-residual-within-alphabets"] = (
            new SoftKMeansNetwork<float>(PaperNets.OmniglotResidual<float>(20)[..^1], 20, refinements: 4), 20, 1, 3_000),
        ["omniglot-within-alphabets"] = (
            new SoftKMeansNetwork<float>(PaperNets.OmniglotPooled<float>(20)[..^1], 20, refinements: 4), 20, 1, 2_000),
    };

    public static TheoryData<string> Names => [.. Nets.Keys];

    [Fact]
    public void All_of_them_are_here() => Assert.Equal(
        Nets.Keys.Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Repository.Root, "docs", "results", "nets"), "*.safetensors")
            .Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_read_and_classifies_characters_that_it_never_saw(string name)
    {
        (Learner<float> learner, int ways, int shots, long iteration) = Nets[name];
        TrainingCheckpoint<float> checkpoint = TrainingCheckpoint<float>.Read(
            Path.Combine(Repository.Root, "docs", "results", "nets", $"{name}.safetensors"));
        Assert.Equal(iteration, checkpoint.Iteration);
        Parameters<float> meta = learner.Load(checkpoint.MetaParameters);

        // Made-up characters, not Omniglot's: what is asked is more than a net that lost its numbers could do, one in so many ways.
        using ClassificationEvaluator<float> evaluator = new(learner);
        AccuracySummary accuracy = evaluator.Evaluate(
            meta, new ImageEpisodes<float>(Glyphs.Create(5, classes: 30, drawings: 14), ways, shots, queries: 2), 9,
            8).Transductive.After(evaluator.Steps[^1]);
        Assert.True(accuracy.Mean > 2.5 / ways, $"{accuracy}");
    }
}
