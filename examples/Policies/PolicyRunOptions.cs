using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Policies;

/// <summary>What the command line of an example that trains policies asks for, checked: what all of them have.</summary>
public abstract record PolicyRunOptions : IRunOptions
{
    /// <summary>The rows of the table.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = MethodNames.All;

    /// <summary>The number of outer steps of every trained method; the preset's when null.</summary>
    public long? Iterations { get; init; }

    /// <summary>The seed of initial parameters, training tasks and rollouts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of threads; the results don't depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the work is shared out to the processes of a job.</summary>
    public bool Mpi { get; init; }

    /// <summary>What connects these; null where there is one process.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>The folder of results and checkpoints.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether to go on from the checkpoints in the folder.</summary>
    public bool Resume { get; init; }

    /// <inheritdoc/>
    public Verbosity Verbosity { get; init; }

    /// <summary>The seed of the test: another than that of training.</summary>
    public ulong TestSeed => unchecked(Seed + 0x9E3779B97F4A7C15);

    /// <summary>The training and test that were asked for, in numbers.</summary>
    public abstract ExperimentSettings Settings { get; }

    /// <summary>The name of the preset.</summary>
    public abstract string PresetName { get; }

    /// <summary>The command that goes on with this run after it was stopped.</summary>
    public string ResumeCommand
    {
        get
        {
            List<string> words = [$"{Arguments.Command(Example, Mpi)} --resume", $"--preset {PresetName}"];
            if (!Methods.SequenceEqual(MethodNames.All))
            {
                words.Add($"--methods {MethodNames.Names(Methods)}");
            }

            words.AddRange(OwnWords);
            if (Iterations is { } iterations)
            {
                words.Add($"--iterations {iterations}");
            }

            if (Seed != 1)
            {
                words.Add($"--seed {Seed}");
            }

            if (Folder != UsualFolder)
            {
                words.Add($"--out {Arguments.Quoted(Folder)}");
            }

            return string.Join(' ', words);
        }
    }

    /// <summary>The folder of the example below examples.</summary>
    protected abstract string Example { get; }

    /// <summary>Where results go unless the command line says otherwise.</summary>
    protected abstract string UsualFolder { get; }

    /// <summary>What this example alone is asked for, as words of the command line.</summary>
    protected abstract IEnumerable<string> OwnWords { get; }
}
