using AutogradMaml.Autograd;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions
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

    /// <summary>The rows of the table.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = MethodNames.All;

    /// <summary>The number of outer steps of every trained method; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters, training tasks and rollouts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = System.Environment.ProcessorCount;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>The seed of the test: another than that of training.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

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

    /// <summary>The training and test that were asked for, in numbers.</summary>
    public ExperimentSettings Settings
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

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words =
            [
                "dotnet run -c Release --project examples/Locomotion -- --resume", $"--task {Family.Name}", $"--preset {Preset.Name}",
            ];
            if (!Methods.SequenceEqual(MethodNames.All))
            {
                words.Add($"--methods {MethodNames.Names(Methods)}");
            }

            if (Iterations is { } iterations)
            {
                words.Add($"--iterations {iterations}");
            }

            if (Seed != 1)
            {
                words.Add($"--seed {Seed}");
            }

            if (Folder != DefaultFolder)
            {
                words.Add($"--out {Arguments.Quoted(Folder)}");
            }

            return string.Join(' ', words);
        }
    }
}
