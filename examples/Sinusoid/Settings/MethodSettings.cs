using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>How one method is trained.</summary>
internal sealed record MethodSettings
{
    /// <summary>The number of outer steps.</summary>
    public required long Iterations { get; init; }

    /// <summary>How the net starts.</summary>
    public required NetStart Start { get; init; }

    /// <summary>The number of support points of a training task.</summary>
    public required int Shots { get; init; }

    /// <summary>The number of query points of a training task.</summary>
    public required int Queries { get; init; }

    /// <summary>The number of inner steps in training.</summary>
    public required int InnerSteps { get; init; }

    /// <summary>The size of the inner steps, in training and in the test; where the learned sizes start if they are learned.</summary>
    public required double InnerStepSize { get; init; }

    /// <summary>The bound on the sizes of the inner steps when they are learned, for each parameter tensor and step; they are constant when
    /// null.</summary>
    public double? LargestInnerStepSize { get; init; }

    /// <summary>How much the query losses after 0, 1, ... inner steps count in training, one number more than there are steps; only the
    /// last counts when null. For maml and fomaml.</summary>
    public IReadOnlyList<double>? LossWeights { get; init; }

    /// <summary>The number of support points that each inner step sees; all when null. For reptile.</summary>
    public int? InnerBatch { get; init; }

    /// <summary>The number of context numbers that adapt. For cavia.</summary>
    public int Context { get; init; }

    /// <summary>The number of tasks of an outer step.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>The number of tasks that are computed together; it fixes the order of the sums.</summary>
    public required int TasksPerBlock { get; init; }

    /// <summary>The outer optimizer.</summary>
    public OuterRule OuterRule { get; init; } = OuterRule.Adam;

    /// <summary>The size of the outer steps.</summary>
    public required OuterStepSize OuterStepSize { get; init; }

    /// <summary>The greatest norm of the meta-gradient; unlimited when null.</summary>
    public double? ClipNorm { get; init; }
}
