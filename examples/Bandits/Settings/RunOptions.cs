using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Bandits;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>Where results go unless the command line says otherwise.</summary>
    public const string DefaultFolder = "artifacts/bandits";

    /// <summary>The arms unless the command line says otherwise.</summary>
    public const string DefaultArms = "5";

    /// <summary>The pulls unless the command line says otherwise.</summary>
    public const int DefaultPulls = 10;

    /// <summary>The episodes unless the command line says otherwise.</summary>
    public const string DefaultEpisodes = "10";

    /// <summary>The preset.</summary>
    public required Preset Preset { get; init; }

    /// <summary>What tasks are.</summary>
    public Domain Domain { get; init; }

    /// <summary>The numbers of arms of the bandits: a column each.</summary>
    public IReadOnlyList<int> Arms { get; init; } = [5];

    /// <summary>The pulls of a bandit.</summary>
    public int Pulls { get; init; } = DefaultPulls;

    /// <summary>The numbers of episodes of the processes: a column each.</summary>
    public IReadOnlyList<int> Episodes { get; init; } = [10];

    /// <summary>The rows of the table.</summary>
    public required IReadOnlyList<Method> Methods { get; init; }

    /// <summary>The number of outer steps of every trained method; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The checkpoint whose policy with a memory the training begins with; null to begin anew.</summary>
    public string? Start { get; init; }

    /// <summary>The size of the first outer step of every trained method; the usual one when null.</summary>
    public double? OuterStepSize { get; init; }

    /// <summary>The weight of the entropy of a policy with a memory; the usual one when null.</summary>
    public double? EntropyWeight { get; init; }

    /// <summary>The tasks of an outer step; the preset's when null, of a long trial half of them.</summary>
    public int? MetaBatch { get; init; }

    /// <summary>The trials of a task in an outer step; the preset's when null, of a long trial half of them.</summary>
    public int? Trials { get; init; }

    /// <summary>The size of the memory, of one choice where each has its own; the preset's when null.</summary>
    public int? Width { get; init; }

    /// <summary>The number of tasks of the test; the preset's when null.</summary>
    public int? TestTasks { get; init; }

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

    /// <summary>Makes the columns of the table.</summary>
    public IReadOnlyList<Setting> CreateSettings() => Domain == Domain.Bandits
        ? [.. Arms.Select(arms => new Setting(Domain, arms, Pulls))]
        : [.. Episodes.Select(episodes => new Setting(Domain, 0, episodes))];

    /// <summary>The size of a memory, of one choice where each has its own.</summary>
    /// <param name="method">The method.</param>
    public int WidthOf(Method method) => Width ?? (method == Method.Rl2ByChoice ? Preset.WidthByChoice : Preset.Width);

    /// <summary>The number of tasks of the test.</summary>
    public int Tested => TestTasks ?? Preset.TestTasks;

    /// <summary>The seed of the test: another than that of training.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = ["dotnet run -c Release --project examples/Bandits -- --resume", $"--preset {Preset.Name}"];
            void Add(string option, object? value, object? usual = null)
            {
                if (value is not null && !value.Equals(usual))
                {
                    words.Add($"{option} {value}");
                }
            }

            Add("--task", Domain == Domain.Tabular ? "tabular" : null);
            Add("--arms", string.Join(',', Arms), DefaultArms);
            Add("--pulls", Pulls, DefaultPulls);
            Add("--episodes", string.Join(',', Episodes), DefaultEpisodes);
            Add("--methods", MethodNames.Names(Methods), MethodNames.Names(MethodNames.All(Domain)));
            Add("--iterations", Iterations);
            Add("--start", Start is null ? null : Arguments.Quoted(Start));
            Add("--outer-step-size", InWords(OuterStepSize));
            Add("--entropy-weight", InWords(EntropyWeight));
            Add("--meta-batch", MetaBatch);
            Add("--trials", Trials);
            Add("--width", Width);
            Add("--test-tasks", TestTasks);
            Add("--seed", Seed, 1UL);
            Add("--out", Arguments.Quoted(Folder), DefaultFolder);
            return string.Join(' ', words);
        }
    }

    private static string? InWords(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);
}
