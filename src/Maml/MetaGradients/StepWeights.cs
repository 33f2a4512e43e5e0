using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The weights of the outer losses after 0 to K inner steps, constant or by the iteration, and what they weigh: loss = sum of w_k
/// Outer(x_k), differentiated in reverse through what was recorded.</summary>
internal sealed class StepWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of a loss whose weight follows the iteration the constant plays no part.
    private readonly T[] _weights;
    private readonly Schedule?[] _schedules;

    public StepWeights(int steps, IReadOnlyList<double>? weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (weights is not null
            && (weights.Count != steps + 1 || !weights.All(static weight => T.IsFinite(T.CreateChecked(weight)))
                || weights.All(static weight => T.CreateChecked(weight) == T.Zero)))
        {
            throw new ArgumentException(
                $"Expected {steps + 1} finite weights, for the outer losses after 0 to {steps} steps, not all of them 0; got " +
                    $"[{string.Join(", ", weights)}].",
                nameof(weights));
        }

        _schedules = new Schedule?[steps + 1];
        _weights = new T[steps + 1];
        _weights[steps] = T.One;
        for (int k = 0; k <= steps && weights is not null; k++)
        {
            _weights[k] = T.CreateChecked(weights[k]);
        }
    }

    public StepWeights(int steps, IReadOnlyList<Schedule?> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count != steps + 1 || weights.All(static weight => weight is null))
        {
            throw new ArgumentException(
                $"Expected {steps + 1} schedules, for the weights of the outer losses after 0 to {steps} steps, not all of them null; " +
                    $"got [{string.Join(", ", weights.Select(static weight => weight?.Description ?? "null"))}].",
                nameof(weights));
        }

        _schedules = [.. weights];
        _weights = new T[steps + 1];
    }

    private StepWeights(T[] weights, Schedule?[] schedules) => (_weights, _schedules) = (weights, schedules);

    public int Steps => _weights.Length - 1;

    /// <summary>Whether the loss after some steps may count at any iteration.</summary>
    public bool Counts(int steps) => _schedules[steps] is not null || _weights[steps] != T.Zero;

    /// <summary>Whether the loss after the last step is all that counts, as it is.</summary>
    public bool IsLastAlone => _weights[Steps] == T.One && Array.TrueForAll(_schedules, static schedule => schedule is null)
        && Enumerable.Range(0, Steps).All(k => _weights[k] == T.Zero);

    /// <summary>The weight after some steps at an iteration.</summary>
    public T At(int steps, long iteration) => _schedules[steps] is { } schedule ? T.CreateChecked(schedule.At(iteration)) : _weights[steps];

    /// <summary>The loss after some steps times its weight.</summary>
    public Variable<T> Weigh(Variable<T> loss, int steps, Episode<T> episode)
        => _schedules[steps] is { } schedule
            ? episode.Scheduled(string.Create(CultureInfo.InvariantCulture, $"weight of the loss after {steps} steps"), schedule) * loss
            : _weights[steps] == T.One ? loss : _weights[steps] * loss;

    /// <summary>At most so many steps; the weights of the last ones, and 1 for the very last where all of these are 0.</summary>
    public StepWeights<T> AtMost(int steps)
    {
        if (steps >= Steps)
        {
            return this;
        }

        T[] last = _weights[^(steps + 1)..];
        Schedule?[] schedules = _schedules[^(steps + 1)..];
        if (Array.TrueForAll(last, static weight => weight == T.Zero) && Array.TrueForAll(schedules, static schedule => schedule is null))
        {
            last[^1] = T.One;
        }

        return new(last, schedules);
    }

    public string Description
    {
        get
        {
            IEnumerable<string> words = _weights
                .Select((weight, k) => _schedules[k]?.Description ?? string.Create(CultureInfo.InvariantCulture, $"{weight}"));
            return string.Create(CultureInfo.InvariantCulture, $"steps={Steps} weights={string.Join('/', words)}");
        }
    }

    public MetaOutcome<T> Compute(Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, bool detached, DerivativeUse use)
    {
        InnerCourse<T> course = new(adaptation, meta, episode, detached, use);
        List<Variables<T>> path = [course.Start()];
        for (int k = 0; k < Steps; k++)
        {
            path.Add(course.Step(path[k], new(episode, k)));
        }

        Variable<T>? sum = null;
        for (int k = 0; k <= Steps; k++)
        {
            if (Counts(k))
            {
                Variable<T> loss = Weigh(course.Outer(path[k], k), k, episode);
                sum = sum is { } before ? before + loss : loss;
            }
        }

        Variable<T> losses = sum!.Value;
        return new(losses, OuterDirection.Of(adaptation, meta, episode, path[Steps], losses, use), course.Measures(path[Steps], Steps));
    }
}
