using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A vector of real numbers: pi(a | s) = N(net(s), diag(exp(2 log_deviation))), with a deviation for each coordinate that is
/// learned and does not depend on the observation.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Parameters: the net's under <c>mean.*</c>, and <c>log_deviation</c>, [size]. A description is the mean and behind it the
/// logarithm of the deviation, [2 size]. The mode is the mean.</remarks>
public sealed class GaussianPolicy<T> : Policy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Mean = "mean";
    private const string LogDeviation = "log_deviation";

    private static readonly T Two = T.CreateChecked(2);

    private readonly Module<T> _net;
    private readonly int _size;
    private readonly double _deviation;

    /// <summary>Describes the policy.</summary>
    /// <param name="net">From [tasks, steps, numbers of an observation] to means [tasks, steps, size].</param>
    /// <param name="size">The numbers of an action; at least 1.</param>
    /// <param name="deviation">The standard deviation at the start; above 0.</param>
    /// <exception cref="ArgumentException">The net keeps running statistics.</exception>
    public GaussianPolicy(Module<T> net, int size, double deviation = 1)
    {
        RequireNoStatistics(net);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        (_net, _size, _deviation, Actions) = (net, size, deviation, ActionSpace.Continuous(size));
        Parameters =
        [
            .. net.Parameters.Select(static parameter => parameter with { Name = $"{Mean}.{parameter.Name}" }),
            new(LogDeviation, [size], Initializers.Constant(T.CreateChecked(Math.Log(deviation)))),
        ];
    }

    /// <inheritdoc/>
    public override string Description
        => FormattableString.Invariant($"gaussian of {_size}, deviation from {_deviation:R}, by {_net.Description}");

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <inheritdoc/>
    public override int DescriptionSize => 2 * _size;

    /// <inheritdoc/>
    public override Variable<T> Describe(Variables<T> parameters, Variable<T> observations)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Variable<T> mean = Forward(_net, parameters.Under(Mean), observations, _size);
        Variable<T> deviation = parameters[LogDeviation];
        return Variable.Concatenate<T>([mean, deviation.InsertAxis(deviation.Shape.Rank - 1).BroadcastTo(mean.Shape)], 2);
    }

    /// <inheritdoc/>
    public override void Act(ReadOnlySpan<T> description, RandomStream? random, Span<double> action)
    {
        for (int k = 0; k < action.Length; k++)
        {
            double noise = random is null ? 0 : Math.Exp(double.CreateChecked(description[_size + k])) * random.NextNormal();
            action[k] = double.CreateChecked(description[k]) + noise;
        }
    }

    /// <inheritdoc/>
    public override Variable<T> LogProbability(Variable<T> descriptions, Variable<T> actions)
    {
        (Variable<T> mean, Variable<T> log) = Parts(descriptions);
        Variable<T> square = ((actions - mean) * (-log).Exp()).Square();
        T constant = T.CreateChecked(_size * Math.Log(2 * Math.PI) / 2);
        return -((square / Two) + log).Sum([2]) - constant;
    }

    /// <inheritdoc/>
    public override Variable<T> Divergence(Variable<T> from, Variable<T> to)
    {
        (Variable<T> fromMean, Variable<T> fromLog) = Parts(from);
        (Variable<T> toMean, Variable<T> toLog) = Parts(to);

        // log(q / p) + (p^2 + (mean - mean')^2) / (2 q^2) - 1 / 2, with the ratio of the deviations as an exponential of the difference.
        Variable<T> ratio = (Two * (fromLog - toLog)).Exp();
        Variable<T> distance = ((fromMean - toMean) * (-toLog).Exp()).Square();
        return (toLog - fromLog + ((ratio + distance - T.One) / Two)).Sum([2]);
    }

    /// <inheritdoc/>
    public override Variable<T> Entropy(Variable<T> descriptions)
        => Parts(descriptions).LogDeviation.Sum([2]) + T.CreateChecked(_size * (1 + Math.Log(2 * Math.PI)) / 2);

    private (Variable<T> Mean, Variable<T> LogDeviation) Parts(Variable<T> description)
        => (description.Slice(2, 0, _size), description.Slice(2, _size, _size));
}
