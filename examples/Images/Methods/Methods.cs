using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Images;

/// <summary>The methods: one more is one more line.</summary>
internal static class Methods
{
    private static readonly LossFunction<float> CrossEntropy = Loss.CrossEntropy;

    /// <summary>All, in the order of the help.</summary>
    public static IReadOnlyList<Method> All { get; } =
    [
        new("maml", MethodFamily.Steps, static of => new Maml<float>(of.Net, CrossEntropy, of.Steps, of.StepSizes)),
        new("fomaml", MethodFamily.Steps, static of => new FirstOrderMaml<float>(of.Net, CrossEntropy, of.Steps, of.StepSizes)),
        new("reptile", MethodFamily.Reptile, static of => new Reptile<float>(of.WithAdam(of.Settings.InnerBatch), of.Steps))
        {
            Test = static of => of.WithAdam(of.Settings.TestBatch),
        },
        new("anil", MethodFamily.Steps, static of => new Anil<float>(of.Net, CrossEntropy, of.Head, of.Steps, of.StepSizes)),
        new(
            "protomaml", MethodFamily.Steps,
            static of => new ProtoMaml<float>(of.Embedding, of.Ways, of.Features, of.Steps, of.StepSizes)),
        new("prototypical", MethodFamily.WithoutSteps, static of => new PrototypicalNetwork<float>(of.Embedding, of.Ways))
        {
            TrainingWays = static shots => shots == 1 ? 30 : 20,
        },
        new("r2d2", MethodFamily.WithoutSteps, static of => new R2D2<float>(of.Embedding, of.Ways)),
    ];

    /// <summary>All names with a separator between them.</summary>
    public static string Names(string separator) => string.Join(separator, All.Select(static method => method.Name));

    /// <summary>The method of a name, however it is written; null if there is none.</summary>
    public static Method? Find(string name) => All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The method of a name that is in the table.</summary>
    public static Method Named(string name)
        => Find(name) ?? throw new ArgumentException($"There is no method '{name}', only {Names(", ")}.", nameof(name));
}
