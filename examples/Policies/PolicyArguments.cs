using System.CommandLine;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Policies;

/// <summary>The options of a command line that all examples that train policies have.</summary>
/// <param name="folder">Where results go unless another folder is asked for.</param>
public sealed class PolicyArguments(string folder)
{
    private readonly Option<string> _methods = new("--methods")
    {
        Description = "Rows of the table, with commas between them.",
        HelpName = "names",
        DefaultValueFactory = static _ => MethodNames.Names(MethodNames.All),
    };

    private readonly Option<long?> _iterations = Arguments.Iterations(
        "Number of outer steps of every trained method, in place of the preset's.");

    private readonly Option<ulong> _seed = Arguments.Seed("Seed of initial parameters, tasks and rollouts.");
    private readonly Option<int> _threads = Arguments.Threads();
    private readonly Option<bool> _mpi = Arguments.Mpi();
    private readonly Option<string> _folder = Arguments.Folder(folder);
    private readonly Option<bool> _resume = Arguments.Resume();
    private readonly VerbosityOptions _verbosity = new();

    /// <summary>A command of an example's own options and these.</summary>
    /// <param name="description">What the help says of the example.</param>
    /// <param name="own">Its own options.</param>
    public RootCommand Command(string description, params ReadOnlySpan<Option> own)
    {
        RootCommand command = new(description);
        foreach (Option option in (ReadOnlySpan<Option>)
            [.. own, _methods, _iterations, _seed, _threads, _mpi, _folder, _resume, _verbosity.Quiet, _verbosity.Json])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>What was asked for.</summary>
    /// <typeparam name="TOptions">The example's options.</typeparam>
    /// <param name="result">What was read.</param>
    /// <param name="own">What only this example is asked for.</param>
    public TOptions Read<TOptions>(ParseResult result, TOptions own)
        where TOptions : PolicyRunOptions
    {
        ArgumentNullException.ThrowIfNull(result);
        PolicyRunOptions options = own;
        return (TOptions)(options with
        {
            Methods = MethodNames.Parse(result.GetRequiredValue(_methods)),
            Iterations = result.GetValue(_iterations),
            Seed = result.GetRequiredValue(_seed),
            Threads = result.GetRequiredValue(_threads),
            Mpi = result.GetValue(_mpi),
            Folder = result.GetRequiredValue(_folder),
            Resume = result.GetValue(_resume),
            Verbosity = _verbosity.Of(result),
        });
    }
}
