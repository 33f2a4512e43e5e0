using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>A way to learn alphabets one after another.</summary>
/// <param name="Name">Its name in results and files.</param>
/// <param name="Words">What it is, in words.</param>
/// <param name="Mixed">Whether it was trained on alphabets that are learned together.</param>
/// <param name="Learner">How it is trained and adapts.</param>
internal sealed record Approach(string Name, string Words, bool Mixed, Func<Preset, Learner<float>> Learner)
{
    /// <summary>The approach that was not trained for learning one after another, with which the others are compared.</summary>
    public const string Reference = "mixed";

    private const double FirstStepSize = 0.1;
    private const double LargestStepSize = 0.5;
    private const string Head = "head";

    // Of 28 x 28 pixels four convolutions of stride 2 leave 2 x 2.
    private const int PlacesLeft = 4;

    /// <summary>All.</summary>
    public static IReadOnlyList<Approach> All { get; } =
    [
        new("maml", "MAML, trained for the loss on all alphabets after the last", Mixed: false, static preset
            => new Maml<float>(Adaptation(preset, Selection.All), preset.Steps)),
        new("anil", "the same, the last layer alone adapts", Mixed: false, static preset
            => new Maml<float>(Adaptation(preset, Selection.Only(Head)), preset.Steps)),
        new(Reference, "MAML, trained on the same drawings in mixed order", Mixed: true, static preset
            => new Maml<float>(Adaptation(preset, Selection.All), preset.Steps)),
        new("prototypical", "class means of learned features, no steps", Mixed: false, static preset
            => new PrototypicalNetwork<float>(Body(preset), preset.Ways)),
    ];

    // Without batch normalization: its statistics, of one alphabet in a step and of all at the end, would be another reason to forget.
    private static NetAdaptation<float> Adaptation(Preset preset, Selection adapts) => new(
        new Sequential<float>(
            ("body", Body(preset)),
            (Head, new Linear<float>(PlacesLeft * preset.Filters, preset.Ways, weightInitializer: Initializers.GlorotUniform<float>()))),
        Loss.CrossEntropy,
        StepSizes<float>.Learned(FirstStepSize, largest: LargestStepSize),
        adapts: adapts,
        batch: preset.Characters);

    private static Sequential<float> Body(Preset preset) => new(
        [
            .. Enumerable.Range(0, 4).SelectMany(block => (Module<float>[])
            [
                new Conv2d<float>(
                    block == 0 ? 1 : preset.Filters, preset.Filters, kernel: 3, ConvolutionGeometry.Square(stride: 2, padding: 1)),
                Activations.Relu<float>(),
            ]),
            new Flatten<float>(),
        ]);
}
