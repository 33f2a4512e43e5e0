using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What a learner recorded of some tasks, under the names of a <see cref="MetaProgram{T}"/>.</summary>
internal sealed record MetaRecording<T>(Variables<T> Inputs, Variables<T> Outputs, IReadOnlyList<(string Input, Schedule Schedule)> Scheduled)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static MetaRecording<T> Of(Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks, Tape<T> tape, long iteration, int phase)
    {
        Variables<T> named = meta.Prefixed(EpisodeNames.Meta).On(tape);
        Episode<T> episode = tasks.On(tape, iteration);
        MetaOutcome<T> outcome = learner.Compute(named.Under(EpisodeNames.Meta), episode, phase, DerivativeUse.Differentiable);
        (string Input, Schedule Schedule, Variable<T> Variable)[] scheduled =
            [.. episode.ScheduledNumbers.Select(static entry => ($"{EpisodeNames.Scheduled}.{entry.Key}", entry.Value.Schedule, entry.Value.Variable))];
        Variables<T> inputs = named
            .Concat(episode.Arrays.Prefixed(EpisodeNames.Episode))
            .Concat(new([KeyValuePair.Create(EpisodeNames.Keys, episode.Keys)]))
            .Concat(new(scheduled.Select(static number => KeyValuePair.Create(number.Input, number.Variable))));
        return new(inputs, outcome.Named(), [.. scheduled.Select(static number => (number.Input, number.Schedule))]);
    }
}
