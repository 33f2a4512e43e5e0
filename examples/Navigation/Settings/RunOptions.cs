using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Navigation;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : PolicyRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/navigation";

    /// <summary>The number of test goals where they are drawn.</summary>
    public const int DrawnGoals = 40;

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The file with the goals of the test; null to draw them.</summary>
    public string? GoalsFile { get; init; }

    /// <inheritdoc/>
    public override string PresetName => Preset.Name;

    /// <inheritdoc/>
    public override ExperimentSettings Settings => new()
    {
        Environment = static told => new AutogradMaml.Maml.Navigation(tellGoal: told),
        Iterations = Iterations ?? Preset.Iterations,
        OtherIterations = Iterations ?? Preset.OtherIterations,
        Tasks = Preset.Goals,
        Rollouts = Preset.Rollouts,
        TestRollouts = Preset.TestRollouts,

        // Episodes end at the goal; the published code tests with a number of steps, and so with more of the shorter ones.
        MoreTestRollouts = 5,
        Width = Preset.Width,
        StepSizes = [0.5, 0.25],
        StepWeights = Preset.StepWeights,
        LearnsStepSizes = Preset.LearnsStepSizes,
        OuterStepSize = Preset.OuterStepSize is { } first ? Schedule.Cosine(first, first / 100, Iterations ?? Preset.Iterations) : null,
        Seed = Seed,
    };

    /// <inheritdoc/>
    protected override string Example => "Navigation";

    /// <inheritdoc/>
    protected override string UsualFolder => DefaultFolder;

    /// <inheritdoc/>
    protected override IEnumerable<string> OwnWords => GoalsFile is { } goals ? [$"--goals {Arguments.Quoted(goals)}"] : [];
}
