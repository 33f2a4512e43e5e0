using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>A small fixed problem on which learners are tried: a net without kinks, a loss, tasks, and how far a step goes.</summary>
internal sealed record LearnerProblem
{
    /// <summary>Sine curves: real targets, five points in each set.</summary>
    public static LearnerProblem Sine { get; } = new()
    {
        Name = "sine",
        Net = new Sequential<double>(new Linear<double>(1, 6), Activations.Tanh<double>(), new Linear<double>(6, 1)),
        Loss = Nn.Loss.MeanSquaredError,
        Tasks = new SinusoidTasks<double>(shots: 5, queries: 5),
        StepSize = 0.05,
        Bad =
        [
            new(
                "targets of two outputs",
                static task => task.Map(static (name, tensor) => IsTargets(name) ? Tensors.Wrap(new double[10], [5, 2]) : tensor),
                ["MeanSquaredError takes a prediction and a target of one shape, got [1, ", ", 1] and [1, ", ", 2]: reshape the target"]),
            new(
                "targets without an axis of outputs",
                static task => task.Map(static (name, tensor) => IsTargets(name) ? Tensors.Wrap(new double[5], [5]) : tensor),
                ["MeanSquaredError takes a prediction and a target of one shape, got [1, ", ", 1] and [1, ", "]: reshape the target"]),
            BadTask.Without(EpisodeNames.QueryTargets),
            BadTask.Without(EpisodeNames.SupportInputs),
        ],
    };

    /// <summary>Made-up characters, three ways and two shots: class labels, and statistics of the batch.</summary>
    public static LearnerProblem Glyphs { get; } = OfGlyphs("glyphs", NormalizationPolicy.Batch);

    /// <summary>The same with running statistics, which are meta-parameters that tasks assign.</summary>
    public static LearnerProblem GlyphsWithRunningStatistics { get; } = OfGlyphs(
        "glyphs with running statistics", NormalizationPolicy.Running());

    public required string Name { get; init; }

    public required Module<double> Net { get; init; }

    public required LossFunction<double> Loss { get; init; }

    public required ITaskDistribution<double> Tasks { get; init; }

    /// <summary>alpha: great enough that the terms of second order are seen.</summary>
    public required double StepSize { get; init; }

    /// <summary>Whether targets are class numbers, so that an accuracy can be told.</summary>
    public bool IsClassification { get; init; }

    /// <summary>Tasks that every learner on this problem must refuse.</summary>
    public required IReadOnlyList<BadTask> Bad { get; init; }

    public StepSizes<double> StepSizes => StepSizes<double>.Constant(StepSize);

    private static LearnerProblem OfGlyphs(string name, NormalizationPolicy policy) => new()
    {
        Name = name,

        // 49 features, and no bias in front of the normalization: it would have the derivative 0 and a check of nothing but rounding.
        Net = new Sequential<double>(
            new AvgPool2d<double>(4), new Flatten<double>(), new Linear<double>(49, 5, bias: false), new BatchNorm1d<double>(5, policy),
            Activations.Tanh<double>(), new Linear<double>(5, 3)),
        Loss = Nn.Loss.CrossEntropy,
        Tasks = new ImageEpisodes<double>(Data.Glyphs.Create(8, classes: 6, drawings: 5), ways: 3, shots: 2, queries: 2),
        StepSize = 0.3,
        IsClassification = true,
        Bad =
        [
            new(
                "labels with an axis of outputs",
                static task => task.Map(static (name, tensor) => IsTargets(name) ? Tensors.Wrap(new double[6], [6, 1]) : tensor),
                [
                    "CrossEntropy takes logits [..., examples, classes] and labels [..., examples] of class numbers, got [1, ",
                    ", 3] and [1, ", ", 1]"
                ]),
            new(
                "labels that are no whole numbers",
                static task => task.Map(static (name, tensor) => IsTargets(name) ? Tensors.Wrap([0.5, 0, 0, 0, 0, 0], [6]) : tensor),
                ["Task 1", "label at index 0 is 0.5, expected a class number", "3 classes, 0 to 2"]) { IsOfADistribution = true },
            new(
                "a class that the net has no score for",
                static task => task.Map(static (name, tensor) => IsTargets(name) ? Tensors.Wrap([0.0, 3, 0, 0, 0, 0], [6]) : tensor),
                ["Task 1", "label at index 1 is 3, expected a class number", "3 classes, 0 to 2"]) { IsOfADistribution = true },
            BadTask.Without(EpisodeNames.QueryTargets),
            BadTask.Without(EpisodeNames.SupportInputs),
        ],
    };

    private static bool IsTargets(string name) => name is EpisodeNames.SupportTargets or EpisodeNames.QueryTargets;
}
