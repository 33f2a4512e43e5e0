using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Materials;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/materials";

    /// <summary>The number of temperatures unless the command line says otherwise.</summary>
    public const int DefaultTemperatures = 2;

    /// <summary>The experiment.</summary>
    public Kind Kind { get; init; }

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>Kinetics: when measurements are taken.</summary>
    public TimeChoice Times { get; init; }

    /// <summary>Kinetics: at how many temperatures.</summary>
    public int Temperatures { get; init; } = DefaultTemperatures;

    /// <summary>Molecules: the folder of a measured series; null for simulated ones.</summary>
    public string? Data { get; init; }

    /// <summary>The number of outer steps of every training; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters and training tasks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The seed of the test: the training seed and the digits of the golden ratio, so that no test alloy is a training
    /// alloy.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words =
            [
                $"{Arguments.Command("Materials", mpi: false)} --resume --kind {Names.Of(Kind)} --preset {Preset.Name}",
            ];
            if (Times != TimeChoice.Followed)
            {
                words.Add($"--times {Names.Of(Times)}");
            }

            if (Temperatures != DefaultTemperatures)
            {
                words.Add($"--temperatures {Temperatures}");
            }

            if (Data is { } data)
            {
                words.Add($"--data {Arguments.Quoted(data)}");
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
