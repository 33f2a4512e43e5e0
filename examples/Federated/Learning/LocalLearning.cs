using System.Diagnostics;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>
/// The computation of a round: (parameters, the client's training examples) to a direction, by a program that is recorded once. Clients
/// that one process hosts share it, and compute one after the other.
/// </summary>
internal sealed class LocalLearning : IDisposable
{
    private readonly Lock _one = new();
    private readonly LearningSettings _settings;
    private readonly TaskBatch<float> _tasks;
    private readonly int[] _numbers;
    private readonly MetaWorkspace<float> _workspace;
    private readonly int[] _lengths;

    /// <summary>Records the program.</summary>
    /// <param name="settings">How the federation learns.</param>
    public LocalLearning(LearningSettings settings)
    {
        _settings = settings;
        Learner<float> learner = settings.Learner();
        Parameters<float> meta = learner.Initialize(settings.Seed);
        _lengths = [.. meta.Select(static entry => (int)entry.Value.FlattenedLength)];
        _tasks = new(settings.Layout, 1);
        _numbers = new int[(settings.Steps * settings.Batch) + settings.Queries];
        _workspace = new MetaProgram<float>(learner, meta, _tasks, _tasks).CreateWorkspace();
    }

    /// <summary>Computes a direction.</summary>
    /// <param name="client">The client's number.</param>
    /// <param name="train">Its training examples. Those of the round are drawn from them with replacement, by (seed, round,
    /// client).</param>
    /// <param name="round">The round.</param>
    /// <param name="parameters">The meta-parameters, one after the other.</param>
    /// <param name="direction">Where the direction goes, in the same order.</param>
    /// <returns>The loss of the query examples, and the seconds that it took.</returns>
    public (float Loss, double Seconds) Compute(
        int client, Examples train, long round, ReadOnlySpan<float> parameters, Span<float> direction)
    {
        lock (_one)
        {
            long start = Stopwatch.GetTimestamp();
            RandomStream drawn = new(_settings.Seed, "federated round", round, client);
            for (int k = 0; k < _numbers.Length; k++)
            {
                _numbers[k] = drawn.NextInt32(train.Count);
            }

            int support = _settings.Steps * _settings.Batch;
            train.CopyTo(_numbers.AsSpan(0, support), _tasks.Array(0), _tasks.Array(1));
            train.CopyTo(_numbers.AsSpan(support), _tasks.Array(2), _tasks.Array(3));
            _tasks.SetKey(0, _settings.Seed, round, client);
            _workspace.Write(_tasks);
            int at = 0;
            for (int k = 0; k < _lengths.Length; k++)
            {
                parameters.Slice(at, _lengths[k]).CopyTo(_workspace.Meta(k));
                at += _lengths[k];
            }

            _workspace.Run(round);
            at = 0;
            for (int k = 0; k < _lengths.Length; k++)
            {
                _workspace.Direction(k).CopyTo(direction[at..]);
                at += _lengths[k];
            }

            return (_workspace.Losses[0], Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _workspace.Dispose();
}
