using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>A way to train a net: its name, and how its learner is built. Each is a line of <see cref="Methods"/>.</summary>
/// <param name="Name">The name, on the command line and in files.</param>
/// <param name="Learner">Builds the learner that is trained.</param>
internal sealed record Method(string Name, Func<MethodBasis, Learner<float>> Learner)
{
    /// <summary>Whose settings it takes.</summary>
    public MethodFamily Family { get; init; } = MethodFamily.Maml;

    /// <summary>Its own numbers in place of some of the family's, whatever the preset.</summary>
    public Func<TrainingSettings, TrainingSettings> Own { get; init; } = static settings => settings;

    /// <summary>The number of its inner steps by that of a task's classes, in training and in the test; null where the settings tell
    /// it.</summary>
    public Func<int, int>? StepsByWays { get; init; }

    /// <summary>Builds what happens to a task in validation and test; null for what happens in training.</summary>
    public Func<MethodBasis, Adaptation<float>>? Test { get; init; }

    /// <summary>The bound below which the size of its inner steps is.</summary>
    public double InnerStepSizesBelow { get; init; } = double.PositiveInfinity;

    /// <summary>Whether what it learns serves any number of classes.</summary>
    public bool TakesAnyWays { get; init; }

    /// <summary>Whether it takes inner steps whose number may be chosen.</summary>
    public bool TakesAnySteps => Family == MethodFamily.Maml && StepsByWays is null;

    /// <summary>How often the queries move its class means, where the command line doesn't say; null where they don't.</summary>
    public int? Refinements { get; init; }

    /// <summary>Whether it learns from query images.</summary>
    public bool LearnsFromQueries => Family is MethodFamily.Maml or MethodFamily.WithoutSteps;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
