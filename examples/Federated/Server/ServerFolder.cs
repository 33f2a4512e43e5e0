using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>What a server keeps in its folder: the parameters, and what happened until there.</summary>
/// <param name="folder">The folder.</param>
/// <param name="settings">How the server leads the rounds.</param>
internal sealed class ServerFolder(OutputFolder folder, ServerSettings settings)
{
    /// <summary>The file of the history.</summary>
    public const string HistoryFile = "history.json";

    private const string CheckpointFile = "checkpoint.safetensors";
    private const int LargestHistory = 1 << 28;

    /// <summary>Where the server goes on.</summary>
    /// <returns>The state, null where nothing was saved; and what happened until there.</returns>
    /// <exception cref="UsageException">What was saved is of another federation, or damaged.</exception>
    public (TrainingState<float>? State, History History) Resume()
    {
        History none = new([], []);
        string path = folder[CheckpointFile];
        if (!File.Exists(path))
        {
            return (null, none);
        }

        TrainingState<float> state = State(path);
        History history = ReadHistory(folder[HistoryFile])
            ?? throw new UsageException($"--resume: '{folder[HistoryFile]}' is missing; leave --resume out to start anew.");

        // It is written first: what it tells of later rounds was not saved.
        History until = new(
            [.. history.Rounds.Where(round => round.Round < state.Iteration)],
            [.. history.Tests.Where(test => test.Round < state.Iteration)]);
        return until.Rounds.Select(static round => round.Round).SequenceEqual(Numbers(state.Iteration))
            ? (state, until)
            : throw new UsageException($"--resume: '{folder[HistoryFile]}' lacks rounds; leave --resume out to start anew.");
    }

    /// <summary>Saves where the server stands. Killed at any moment, the folder holds what was saved before or this.</summary>
    /// <param name="state">The state.</param>
    /// <param name="history">What happened until there.</param>
    public void Save(TrainingState<float> state, History history)
    {
        WriteHistory(history);
        TrainingCheckpoint<float>.Write(folder[CheckpointFile], settings.Description, state);
    }

    /// <summary>Writes what happened.</summary>
    /// <param name="history">The history.</param>
    public void WriteHistory(History history)
        => folder.Write(HistoryFile, JsonSerializer.Serialize(history, HistoryJson.Default.History) + "\n");

    /// <summary>Forgets what was saved.</summary>
    public void Clear()
    {
        folder.Remove(CheckpointFile);
        folder.Remove(HistoryFile);
    }

    /// <summary>Reads a history.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The history; null where there is no such file.</returns>
    /// <exception cref="UsageException">It holds something else.</exception>
    public static History? ReadHistory(string path) => JsonFile.Read(path, LargestHistory, "a history of this program", static root =>
    {
        History? history = root.Deserialize(HistoryJson.Default.History);
        return history is not null
            && history.Rounds.All(
                static round => round.Seconds.Count == round.Clients.Count && round.BytesFromClient.Count == round.Clients.Count)
            && history.Tests.SelectMany(static test => test.Clients).All(
                static score => score.Examples > 0 && score.Right.Count > 0 && score.Right.Count == score.Leaky.Count
                    && score.Right.Concat(score.Leaky).Append(score.Usual).All(right => right >= 0 && right <= score.Examples))
            ? history
            : throw new FormatException("its numbers don't fit each other");
    });

    private TrainingState<float> State(string path)
    {
        try
        {
            TrainingCheckpoint<float> saved = TrainingCheckpoint<float>.Read(path);
            if (saved.Plan != settings.Description)
            {
                throw new UsageException(
                    $"--resume: '{path}' is of another federation. It has: {OneLine.Of(saved.Plan)}. Expected: " +
                        $"{settings.Description}. Use the same settings, or leave --resume out to start anew.");
            }

            Parameters<float> meta = settings.Learning.Learner().Load(saved.MetaParameters);
            return saved.OptimizerState.Count == 0 && saved.Iteration <= settings.Rounds
                ? new(saved.Iteration, meta, saved.OptimizerState)
                : throw new UsageException(
                    $"--resume: '{path}' is at round {saved.Iteration}, beyond the {settings.Rounds} asked for; leave --resume out to " +
                        "start anew.");
        }
        catch (Exception exception) when (
            exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--resume: {OneLine.Of(exception)}");
        }
    }

    private static IEnumerable<long> Numbers(long count)
    {
        for (long number = 0; number < count; number++)
        {
            yield return number;
        }
    }
}
