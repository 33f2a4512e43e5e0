using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>What the command line asks of a run: a server and its clients as processes of this machine, method after method.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/federated";

    /// <summary>The preset.</summary>
    public Preset Preset { get; init; } = Presets.Quick;

    /// <summary>The folder of Fashion-MNIST's files; null for data by formula.</summary>
    public string? Images { get; init; }

    /// <summary>The methods.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = MethodNames.All;

    /// <summary>The number of rounds; the preset's when null.</summary>
    public long? Rounds { get; init; }

    /// <summary>The number of clients; the preset's when null.</summary>
    public int? Clients { get; init; }

    /// <summary>How often every method learns; the preset's when null.</summary>
    public int? Runs { get; init; }

    /// <summary>The seed of the data, and of the first run; the others have the next ones.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of processes that host the clients; the results don't depend on it.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The number of rounds.</summary>
    public long RoundCount => Rounds ?? Preset.Rounds;

    /// <summary>The number of clients.</summary>
    public int ClientCount => Clients ?? Preset.Clients;

    /// <summary>The seeds of the runs.</summary>
    public IReadOnlyList<ulong> Seeds => [.. Enumerable.Range(0, Runs ?? Preset.Runs).Select(run => Seed + (ulong)run)];

    /// <summary>What the data are called in results.</summary>
    public string DataName => Images is null ? DataSource.Synthetic : "fashion-mnist";

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [Arguments.Command("Federated", mpi: false), "--resume", $"--preset {Preset.Name}"];
            AddIf(words, Images is not null, $"--data {Arguments.Quoted(Images ?? string.Empty)}");
            AddIf(words, !Methods.SequenceEqual(MethodNames.All), $"--methods {MethodNames.Names(Methods)}");
            AddIf(words, Rounds is not null, $"--rounds {Rounds}");
            AddIf(words, Clients is not null, $"--clients {Clients}");
            AddIf(words, Runs is not null, $"--runs {Runs}");
            AddIf(words, Seed != 1, $"--seed {Seed}");
            AddIf(words, Folder != DefaultFolder, $"--out {Arguments.Quoted(Folder)}");
            return string.Join(' ', words);
        }
    }

    private static void AddIf(List<string> words, bool asked, string word)
    {
        if (asked)
        {
            words.Add(word);
        }
    }
}
