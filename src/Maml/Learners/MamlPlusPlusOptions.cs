namespace AutogradMaml.Maml;

/// <summary>Which of the changes of MAML++ are made, and for how long. As it stands: all of those that are the learner's, with the lengths
/// of the paper.</summary>
public sealed record MamlPlusPlusOptions
{
    /// <summary>How many iterations an epoch has; at least 1.</summary>
    public int EpochIterations { get; init; } = 500;

    /// <summary>In how many epochs the losses of earlier steps fade out, <see cref="LossWeights.Annealed"/>; 0 for the last loss alone from
    /// the start.</summary>
    public int AnnealedEpochs { get; init; } = 10;

    /// <summary>For how many epochs the inner gradients are taken for constants; 0 for the exact meta-gradient from the start.</summary>
    public int FirstOrderEpochs { get; init; } = 50;

    /// <summary>Whether a step size is learned for each parameter tensor and step, as it stands; else there is a constant one.</summary>
    public bool LearnsStepSizes { get; init; } = true;

    /// <summary>Which parameters adapt; null for all. In the published code weight and bias of the normalization don't.</summary>
    public Selection? Adapts { get; init; }

    /// <summary>By what queries are normalized in a net whose layers keep statistics; in the published code by their own.</summary>
    public QueryStatistics QueryStatistics { get; init; } = QueryStatistics.Kept;
}
