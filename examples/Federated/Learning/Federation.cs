using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Federated;

/// <summary>The server's part of a round: the clients' directions are added in the order of the clients' numbers, divided by how many they
/// are, and given to the outer step.</summary>
/// <remarks>With Sgd and a step of 1 the displacements of federated averaging lead to the mean of the adapted parameters.</remarks>
internal sealed class Federation : IDisposable
{
    private readonly OuterStep<float> _step;
    private readonly float[] _sum;
    private readonly int[] _lengths;

    /// <summary>Records the outer step.</summary>
    /// <param name="settings">How the federation learns.</param>
    /// <param name="outer">How far a round goes.</param>
    /// <param name="state">Where it stands; null at the beginning.</param>
    public Federation(LearningSettings settings, OuterSettings outer, TrainingState<float>? state = null)
    {
        Learner<float> learner = settings.Learner();
        OuterRules<float> rules = new(learner.Adaptation.Parts, outer.Optimizer(), outer.StepSize());
        Parameters<float> meta = state?.MetaParameters ?? learner.Initialize(settings.Seed);
        _step = new(rules, meta, state?.OptimizerState ?? rules.InitialState(meta), blocks: 1, tasks: 1);
        _lengths = [.. meta.Select(static entry => (int)entry.Value.FlattenedLength)];
        _sum = new float[_lengths.Sum()];
        Round = state?.Iteration ?? 0;
    }

    /// <summary>The rounds that were done.</summary>
    public long Round { get; private set; }

    /// <summary>Where it stands.</summary>
    public TrainingState<float> State => new(Round, _step.MetaToParameters(), _step.StateToParameters());

    /// <summary>The meta-parameters, one after the other.</summary>
    public float[] Parameters()
    {
        var parameters = new float[_sum.Length];
        int at = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            _step.Meta(k).CopyTo(parameters.AsSpan(at));
            at += _lengths[k];
        }

        return parameters;
    }

    /// <summary>Ends a round.</summary>
    /// <param name="directions">The clients' directions by their numbers; at least one.</param>
    /// <exception cref="NotFiniteNumberException">The step would lead to numbers that are not finite; it is not taken.</exception>
    public void Take(IReadOnlyDictionary<int, float[]> directions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(directions.Count);
        _sum.AsSpan().Clear();
        foreach ((_, float[] direction) in directions.OrderBy(static entry => entry.Key))
        {
            for (int k = 0; k < _sum.Length; k++)
            {
                _sum[k] += direction[k];
            }
        }

        float share = 1f / directions.Count;
        int at = 0;
        for (int k = 0; k < _lengths.Length; k++)
        {
            Span<float> mean = _step.Direction(0, k);
            for (int n = 0; n < mean.Length; n++)
            {
                mean[n] = share * _sum[at + n];
            }

            at += _lengths[k];
        }

        _step.Compute(Round);
        if (!_step.IsFinite)
        {
            throw new NotFiniteNumberException(
                $"Round {Round}: the mean of the directions of clients {string.Join(", ", directions.Keys.Order())} leads to numbers " +
                    "that are not finite; take smaller steps.");
        }

        _step.Take();
        Round++;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _step.Dispose();
}
