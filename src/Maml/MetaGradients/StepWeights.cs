using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The weights of the outer losses after 0 to K inner steps, and what they weigh: loss = sum of w_k Outer(x_k), differentiated in reverse through what was
/// recorded.</summary>
internal sealed class StepWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _weights;

    public StepWeights(int steps, IReadOnlyList<double>? weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        if (weights is not null && (weights.Count != steps + 1 || !weights.All(static weight => T.IsFinite(T.CreateChecked(weight))) || weights.All(static weight => T.CreateChecked(weight) == T.Zero)))
        {
            throw new ArgumentException(
                $"Expected {steps + 1} finite weights, for the outer losses after 0 to {steps} steps, not all of them 0; got [{string.Join(", ", weights)}].",
                nameof(weights));
        }

        _weights = new T[steps + 1];
        _weights[steps] = T.One;
        for (int k = 0; k <= steps && weights is not null; k++)
        {
            _weights[k] = T.CreateChecked(weights[k]);
        }
    }

    private StepWeights(T[] weights) => _weights = weights;

    public int Steps => _weights.Length - 1;

    /// <summary>The weight after some steps.</summary>
    public T this[int steps] => _weights[steps];

    /// <summary>At most so many steps; the weights of the last ones, and 1 for the very last where all of these are 0.</summary>
    public StepWeights<T> AtMost(int steps)
    {
        if (steps >= Steps)
        {
            return this;
        }

        T[] last = _weights[^(steps + 1)..];
        if (Array.TrueForAll(last, static weight => weight == T.Zero))
        {
            last[^1] = T.One;
        }

        return new(last);
    }

    public string Description => string.Create(CultureInfo.InvariantCulture, $"steps={Steps} weights={string.Join('/', _weights)}");

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
            if (_weights[k] != T.Zero)
            {
                Variable<T> loss = course.Outer(path[k], k);
                loss = _weights[k] == T.One ? loss : _weights[k] * loss;
                sum = sum is { } before ? before + loss : loss;
            }
        }

        Variable<T> losses = sum!.Value;
        return new(losses, OuterDirection.Of(adaptation, meta, episode, path[Steps], losses, use), course.Measures(path[Steps], Steps));
    }
}
