using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What was recorded of some tasks and is to be a program: inputs and outputs by name, and the numbers among the inputs that
/// follow the iteration.</summary>
internal sealed record ProgramRecording<T>(
    Variables<T> Inputs, Variables<T> Outputs, IReadOnlyList<(string Input, Schedule Schedule)> Scheduled)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a way out of a frozen recording is.</summary>
    private const string WaysOut =
        "Bring what changes in as one of the episode's arrays, as Scheduled (by the iteration), Noise (random numbers) or Host (a call " +
            "to your code); or train without replay, which evaluation can't do without.";

    /// <summary>Names the inputs: meta-parameters, the tasks' arrays and keys, further ones, scheduled numbers.</summary>
    public static ProgramRecording<T> Of(Variables<T> meta, Episode<T> episode, Variables<T> further, Variables<T> outputs)
    {
        (string Input, Schedule Schedule, Variable<T> Variable)[] scheduled =
            [.. episode.ScheduledNumbers.Select(
                static entry => ($"{EpisodeNames.Scheduled}.{entry.Key}", entry.Value.Schedule, entry.Value.Variable))];
        Variables<T> inputs = meta
            .Concat(episode.Arrays.Prefixed(EpisodeNames.Episode))
            .Concat(new([KeyValuePair.Create(EpisodeNames.Keys, episode.Keys)]))
            .Concat(further)
            .Concat(new(scheduled.Select(static number => KeyValuePair.Create(number.Input, number.Variable))));
        return new(inputs, outputs, [.. scheduled.Select(static number => (number.Input, number.Schedule))]);
    }

    /// <summary>A learner under the names of a <see cref="MetaProgram{T}"/>; where they are kept, with the results of its calls to the host
    /// as further outputs.</summary>
    public static ProgramRecording<T> Of(
        Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks, Tape<T> tape, long iteration, int phase, bool keepsHosts = false)
    {
        Variables<T> named = meta.Prefixed(EpisodeNames.Meta).On(tape);
        Episode<T> episode = tasks.On(tape, iteration);
        HostResults<T>? hosts = keepsHosts ? HostResults<T>.Keeping() : null;
        episode.Hosts = hosts;
        MetaOutcome<T> outcome = learner.Compute(named.Under(EpisodeNames.Meta), episode, phase, DerivativeUse.Differentiable);
        return Of(named, episode, new([]), hosts is null ? outcome.Named() : outcome.Named().Concat(hosts.Results));
    }

    /// <summary>Refuses what is another program when it is recorded again, with other tasks and another iteration: one that is replayed
    /// would repeat the first recording for ever.</summary>
    /// <param name="again">The second recording, on a tape of its own.</param>
    /// <param name="name">Who was recorded.</param>
    /// <exception cref="MetaProgramException">They differ; the message says where, and the ways out.</exception>
    public void RequireSame(ProgramRecording<T> again, string name)
    {
        string? what = Inputs.Names.SequenceEqual(again.Inputs.Names) && Outputs.Names.SequenceEqual(again.Outputs.Names)
            ? Inputs[0].Value.Tape.FindDifference(
                Inputs.Values.ToArray(), Outputs.Values.ToArray(), again.Inputs[0].Value.Tape, again.Inputs.Values.ToArray(),
                again.Outputs.Values.ToArray())?.Message
            : "the second time it has other inputs, schedules or measures";
        if (what is not null)
        {
            throw new MetaProgramException(
                $"The learner '{name}' can't be replayed, since recorded a second time, with other tasks and another iteration, it is " +
                    $"another one: {what}. A program would repeat the first recording for ever. {WaysOut}");
        }
    }

    /// <summary>Plans the program.</summary>
    /// <param name="name">Who was recorded.</param>
    /// <param name="products">In which order chains of matrix products are computed.</param>
    /// <exception cref="MetaProgramException">It takes something from the tape that is none of its inputs; the message says what, and the
    /// ways out.</exception>
    public Program<T> Compile(string name, ProductOrder products)
    {
        try
        {
            return Inputs[0].Value.Tape.Compile(Inputs, Outputs, products);
        }
        catch (ArgumentException exception)
        {
            throw new MetaProgramException($"The learner '{name}' can't be replayed: {exception.Message} {WaysOut}", exception);
        }
    }
}
