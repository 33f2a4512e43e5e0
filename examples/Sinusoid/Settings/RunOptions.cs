using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/sinusoid";

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The methods to train besides those that always stand in the table.</summary>
    /// <remarks>All of the preset unless some are chosen.</remarks>
    public IReadOnlyList<Method> Methods
    {
        get => field ?? Preset.Choosable;
        init;
    }

    /// <summary>The number of outer steps of every trained method; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters and training tasks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the work is shared out to the processes of a job.</summary>
    public bool Mpi { get; init; }

    /// <summary>What connects these; null where there is one process.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The seed of the test tasks: the training seed and the digits of the golden ratio. It differs from the training seed
    /// whatever that is, so no test task is a training task.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>All rows of the table, in order.</summary>
    public IReadOnlyList<Method> Rows => [.. Methods.Concat(MethodNames.Always).Order()];

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [$"{Arguments.Command("Sinusoid", Mpi)} --resume"];
            words.Add($"--preset {Preset.Name}");
            if (!Methods.SequenceEqual(Preset.Choosable))
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
