using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Images;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions : IRunOptions
{
    /// <summary>The folder of the images; null for those that are drawn.</summary>
    public string? Data { get; init; }

    /// <summary>The number of classes of a task.</summary>
    public int Ways { get; init; } = 5;

    /// <summary>The number of support images of each class in the test.</summary>
    public int Shots { get; init; } = 1;

    /// <summary>How the net is trained.</summary>
    public Method Method { get; init; } = Methods.Named("maml");

    /// <summary>The net.</summary>
    public NetKind Net { get; init; } = NetKind.Conv32;

    /// <summary>The preset.</summary>
    public PresetName Preset { get; init; } = PresetName.Quick;

    /// <summary>The number of outer steps; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The number of tasks of an outer step; the preset's when null.</summary>
    public int? MetaBatch { get; init; }

    /// <summary>The number of test tasks; the preset's when null.</summary>
    public int? TestTasks { get; init; }

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The seed of initial parameters and tasks; which classes are tested on does not depend on it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether the work is shared out to the processes of a job.</summary>
    public bool Mpi { get; init; }

    /// <summary>What connects these; null where there is one process.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>The folder of results and checkpoints; one named after the method, the net and the tasks when null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether to go on from the checkpoint in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>A checkpoint to evaluate instead of training; null to train.</summary>
    public string? Evaluate { get; init; }

    /// <summary>The folder of results and checkpoints.</summary>
    public string Folder => Out ?? $"artifacts/images/{Method.Name}-{Names.Of(Net)}-{Ways}-way-{Shots}-shot";

    /// <summary>What the tasks are, in words.</summary>
    public string TasksInWords => $"{Ways}-way {Shots}-shot";

    /// <summary>The numbers of the preset with those that were asked for.</summary>
    public ImageSettings Settings
    {
        get
        {
            ImageSettings settings = Presets.Of(Preset, Method, Ways, Shots);
            return settings with
            {
                Iterations = Iterations ?? settings.Iterations,
                MetaBatch = MetaBatch ?? settings.MetaBatch,
                TestTasks = TestTasks ?? settings.TestTasks,
            };
        }
    }

    /// <summary>The seed of the validation tasks.</summary>
    public ulong ValidationSeed => unchecked(Seed + 0x3C6EF372FE94F82A);

    /// <summary>The seed of the test tasks.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
        => string.Join(' ', (IEnumerable<string>)
        [
            Arguments.Command("Images", Mpi), .. Evaluate is null ? ["--resume"] : (string[])[], .. Words(places: true),
        ]);

    /// <summary>The options that make the results what they are: all that are not as usual, without the places of files.</summary>
    public string OptionsInWords => string.Join(' ', Words(places: false));

    private IEnumerable<string> Words(bool places)
    {
        RunOptions usual = new();
        (string Name, object? Value, object? Usual, bool IsPlace)[] options =
        [
            ("--data", Data, null, true),
            ("--ways", Ways, usual.Ways, false),
            ("--shots", Shots, usual.Shots, false),
            ("--method", Method.Name, usual.Method.Name, false),
            ("--net", Names.Of(Net), Names.Of(usual.Net), false),
            ("--preset", Names.Of(Preset), Names.Of(usual.Preset), false),
            ("--iterations", Iterations, null, false),
            ("--meta-batch", MetaBatch, null, false),
            ("--test-tasks", TestTasks, null, false),
            ("--seed", Seed, usual.Seed, false),
            ("--out", Out, null, true),
            ("--evaluate", Evaluate, null, true),
        ];
        return options
            .Where(option => option.Value is not null && !option.Value.Equals(option.Usual) && (places || !option.IsPlace))
            .Select(static option => $"{option.Name} {Arguments.Quoted(option.Value!.ToString()!)}");
    }
}
