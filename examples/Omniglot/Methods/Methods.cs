using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The methods: one more is one more line. Numbers that stand here are chosen by experiment, [own] in the words of
/// <see cref="Presets"/>, where no paper is named.</summary>
internal static class Methods
{
    private static readonly LossFunction<float> CrossEntropy = Loss.CrossEntropy;

    /// <summary>All, in the order of the help.</summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        new("maml", static of => new Maml<float>(of.Net, CrossEntropy, of.Steps, of.StepSizes)),
        new("fomaml", static of => new FirstOrderMaml<float>(of.Net, CrossEntropy, of.Steps, of.StepSizes)),
        new("reptile", static of => new Reptile<float>(of.WithAdam(of.Settings.InnerBatch), of.Steps))
        {
            Family = MethodFamily.Reptile, Test = static of => of.WithAdam(of.Settings.TestBatch),
        },
        new("pretrained", static of => new JointTraining<float>(of.ForAllClasses, CrossEntropy))
        {
            Family = MethodFamily.Pretrained, Test = static of => of.HeadAlone,
        },
        new("meta-sgd", static of => new MetaSgd<float>(of.Net, CrossEntropy, of.Steps, of.Settings.InnerStepSize))
        {
            // One step in training and in the test, as in its paper: Li, Zhou, Chen and Li, 2017.
            Own = static settings => settings with { InnerSteps = 1, TestSteps = 1 },
        },
        new("anil", static of => new Anil<float>(of.Net, CrossEntropy, of.Head, of.Steps, of.StepSizes))
        {
            Own = static settings => settings with { InnerSteps = 5, TestSteps = 5 },
        },
        new("boil", static of => new Boil<float>(of.Net, CrossEntropy, of.Head, of.Steps, of.StepSizes)),
        new("imaml", static of => IMaml<float>.ForOmniglot(of.Net, of.Ways, of.StepSizes))
        {
            // As the published code takes them; with 0.4 they go to and fro, and the training goes astray.
            Own = static settings => settings with { InnerStepSize = 0.1 },
            StepsByWays = IMaml<float>.OmniglotSteps,
        },
        new("maml++", PlusPlus)
        {
            Own = static settings => settings with
            {
                InnerSteps = 3, TestSteps = 3, OuterStepSize = new(OuterStepSizeShape.Cosine, 1e-3, 1e-5),
            },
        },
        new("meta-curvature", static of => new MetaCurvature<float>(of.Net, CrossEntropy, of.Steps, of.StepSizes)),
        new("t-net", static of => new TNet<float>(of.Warped, CrossEntropy, of.Warps, of.Steps, of.StepSizes)),
        new("warpgrad", static of => new WarpGrad<float>(of.Warped, CrossEntropy, of.Warps, of.Steps, of.StepSizes))
        {
            Own = static settings => settings with { InnerSteps = 3 },
        },
        new(
            "mr-maml",
            static of => new MrMaml<float>(
                of.Net, CrossEntropy, Selection.Except(of.Blocks[0]), of.Steps, of.StepSizes, beta: 1e-6,

                // Adam moves a deviation little in a short training, so it begins where it is to be; docs/results.md compares others.
                deviation: 0.3)),
        new("protomaml", static of => new ProtoMaml<float>(of.Embedding, of.Ways, of.Features, of.Steps, of.StepSizes))
        {
            Own = static settings => settings with { InnerStepSize = 0.02 },
        },

        // Ridge regression predicts from 0 to about 1, and a cross-entropy of such scores stays high however right they are; begun at 1 the
        // scale was at 1.4 after 800 iterations.
        new("r2d2", static of => new R2D2<float>(of.Embedding, of.Ways, scale: 10))
        {
            Family = MethodFamily.WithoutSteps, TakesAnyWays = true,
        },
        new("prototypical", static of => new PrototypicalNetwork<float>(of.Embedding, of.Ways))
        {
            Family = MethodFamily.WithoutSteps, TakesAnyWays = true,
        },
        new("soft-k-means", static of => new SoftKMeansNetwork<float>(of.Embedding, of.Ways, of.Refinements))
        {
            Family = MethodFamily.WithoutSteps, TakesAnyWays = true, Refinements = 4,
        },
        new("matching", static of => new MatchingNetwork<float>(of.Embedding, of.Ways, scale: 10))
        {
            Family = MethodFamily.WithoutSteps, TakesAnyWays = true,
        },
        new("siamese", static of => new SiameseNetwork<float>(of.Embedding, of.Features, of.Ways))
        {
            Family = MethodFamily.WithoutSteps, TakesAnyWays = true,
        },
        new("recurrent", static of => new RecurrentLearner<float>(of.Embedding, of.Reader, of.Ways))
        {
            Family = MethodFamily.WithoutSteps,
            Own = static settings => settings with { MetaBatch = 16, OuterStepSize = new(OuterStepSizeShape.Cosine, 0.005, 0) },
        },
        new(
            "lstm-optimizer",
            static of => new LearnedOptimizer<float>(of.Net, CrossEntropy, new FirstOrder<float>(of.Steps), of.Settings.InnerStepSize))
        {
            Own = static settings => settings with { InnerSteps = 5, TestSteps = 5 },
            InnerStepSizesBelow = 1,
        },
    ];

    /// <summary>All names with a separator between them.</summary>
    public static string Names(string separator) => string.Join(separator, All.Select(static method => method.Name));

    /// <summary>The method of a name, however it is written; null if there is none.</summary>
    public static Method? Find(string name) => All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The method of a name that is in the table.</summary>
    public static Method Named(string name)
        => Find(name) ?? throw new ArgumentException($"There is no method '{name}', only {Names(", ")}.", nameof(name));

    private static MamlPlusPlus<float> PlusPlus(MethodBasis of)
        => new(of.NetBy(NormalizationPolicy.PerInnerStep(of.Steps)), CrossEntropy, of.Steps, of.Settings.InnerStepSize, of.PlusPlus);
}
