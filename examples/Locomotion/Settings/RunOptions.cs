using AutogradMaml.Autograd;
using AutogradMaml.Examples.Policies;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : PolicyRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/locomotion";

    private const int PublishedTasks = 40;
    private const int QuickTasks = 4;
    private const int PublishedHorizon = 200;
    private const int QuickHorizon = 40;

    /// <summary>The robot and what it is to do.</summary>
    public required TaskFamily Family { get; init; }

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The tasks of the test.</summary>
    public double[][] TestTasks
    {
        get
        {
            Runner environment = Family.Environment(false, 1);
            return
            [
                .. Enumerable.Range(0, Preset.IsPublished ? PublishedTasks : QuickTasks).Select(index =>
                {
                    double[] task = new double[environment.TaskSize];
                    environment.DrawTask(new RandomStream(TestSeed, "locomotion test tasks", index), task);
                    return task;
                }),
            ];
        }
    }

    /// <inheritdoc/>
    public override ExperimentSettings Settings
    {
        get
        {
            TaskFamily family = Family;
            int horizon = Preset.IsPublished ? PublishedHorizon : QuickHorizon;
            return new()
            {
                Environment = told => family.Environment(told, horizon),
                Iterations = Iterations ?? (Preset.IsPublished ? family.Iterations : 2),
                Tasks = Preset.IsPublished ? PublishedTasks : QuickTasks,
                Rollouts = Preset.IsPublished ? family.Rollouts : 4,
                TestRollouts = Preset.IsPublished ? family.Rollouts : 4,
                Width = Preset.IsPublished ? 100 : 16,
                StepSizes = family.StepSizes,
                OtherStepSizes = family.OtherStepSizes,
                TrustRegion = family.TrustRegion,
                Seed = Seed,
            };
        }
    }

    /// <inheritdoc/>
    public override string PresetName => Preset.Name;

    /// <inheritdoc/>
    protected override string Example => "Locomotion";

    /// <inheritdoc/>
    protected override string UsualFolder => DefaultFolder;

    /// <inheritdoc/>
    protected override IEnumerable<string> OwnWords => [$"--task {Family.Name}"];
}
