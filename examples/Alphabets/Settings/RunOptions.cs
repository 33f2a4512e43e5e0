using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/alphabets";

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The folder of the Omniglot files; null for procedural glyphs.</summary>
    public string? Data { get; init; }

    /// <summary>The folder that keeps the decoded images for the next start; the user's own when null.</summary>
    public string? Cache { get; init; }

    /// <summary>The number of outer steps of every training; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters and tasks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The number of outer steps of every training.</summary>
    public long OuterSteps => Iterations ?? Preset.Iterations;

    /// <summary>The seed of the test tasks.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [$"{Arguments.Command("Alphabets", mpi: false)} --resume", $"--preset {Preset.Name}"];
            void Add(string option, string? value)
            {
                if (value is not null)
                {
                    words.Add($"{option} {Arguments.Quoted(value)}");
                }
            }

            Add("--data", Data);
            Add("--cache", Cache);
            Add("--iterations", Iterations?.ToString(CultureInfo.InvariantCulture));
            Add("--seed", Seed == 1 ? null : Seed.ToString(CultureInfo.InvariantCulture));
            Add("--out", Folder == DefaultFolder ? null : Folder);
            return string.Join(' ', words);
        }
    }
}
