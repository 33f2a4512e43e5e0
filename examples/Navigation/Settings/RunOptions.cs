using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Navigation;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/navigation";

    /// <summary>The number of test goals where they are drawn.</summary>
    public const int DrawnGoals = 40;

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The rows of the table.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = MethodNames.All;

    /// <summary>The file with the goals of the test; null to draw them.</summary>
    public string? GoalsFile { get; init; }

    /// <summary>The number of outer steps of every trained method; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters and training goals.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>The seed of the test: another than that of training.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The training and test that were asked for, in numbers.</summary>
    public ExperimentSettings Settings => new()
    {
        Environment = static told => new AutogradMaml.Maml.Navigation(tellGoal: told),
        Iterations = Iterations ?? Preset.Iterations,
        Tasks = Preset.Goals,
        Rollouts = Preset.Rollouts,
        TestRollouts = Preset.TestRollouts,
        Width = Preset.Width,
        StepSizes = [0.5, 0.25],
        Seed = Seed,
    };

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = ["dotnet run -c Release --project examples/Navigation -- --resume", $"--preset {Preset.Name}"];
            if (!Methods.SequenceEqual(MethodNames.All))
            {
                words.Add($"--methods {MethodNames.Names(Methods)}");
            }

            if (GoalsFile is { } goals)
            {
                words.Add($"--goals {Arguments.Quoted(goals)}");
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
