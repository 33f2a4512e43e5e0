using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/patients";

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>The studies.</summary>
    public required IReadOnlyList<Study> Studies { get; init; }

    /// <summary>The folder of the data; patients are simulated when null.</summary>
    public string? Data { get; init; }

    /// <summary>The number of outer steps; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of folds, simulated patients and nets.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of results.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on with the folds that the folder holds.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The number of outer steps.</summary>
    public long OuterSteps => Iterations ?? Preset.Iterations;

    /// <summary>Everything that a fold's result depends on but the patients, in words.</summary>
    public string Words => FormattableString.Invariant(
        $"preset {Preset.Name}, {(Data is null ? "simulated" : "data")}, {OuterSteps} iterations, seed {Seed}");

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [Arguments.Command("Patients", mpi: false), "--resume", $"--preset {Preset.Name}"];
            if (!Studies.SequenceEqual(Preset.Studies))
            {
                words.Add($"--studies {string.Join(',', Studies)}");
            }

            if (Data is not null)
            {
                words.Add($"--data {Arguments.Quoted(Data)}");
            }

            if (Iterations is { } iterations)
            {
                words.Add(FormattableString.Invariant($"--iterations {iterations}"));
            }

            if (Seed != 1)
            {
                words.Add(FormattableString.Invariant($"--seed {Seed}"));
            }

            if (Folder != DefaultFolder)
            {
                words.Add($"--out {Arguments.Quoted(Folder)}");
            }

            return string.Join(' ', words);
        }
    }
}
