using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>One of some choices: pi(a | s) = softmax(net(s))_a.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>A description is the logarithms of the probabilities, [choices].</remarks>
public sealed class CategoricalPolicy<T> : Policy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Module<T> _net;

    /// <summary>Describes the policy.</summary>
    /// <param name="net">From [tasks, steps, numbers of an observation] to scores [tasks, steps, choices].</param>
    /// <param name="choices">The number of choices; at least 1.</param>
    /// <exception cref="ArgumentException">The net keeps running statistics.</exception>
    public CategoricalPolicy(Module<T> net, int choices)
    {
        RequireNoStatistics(net);
        (_net, Actions) = (net, ActionSpace.Discrete(choices));
    }

    /// <inheritdoc/>
    public override string Description => $"categorical of {Actions.Choices} by {_net.Description}";

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _net.Parameters;

    /// <inheritdoc/>
    public override int DescriptionSize => Actions.Choices;

    /// <inheritdoc/>
    public override Variable<T> Describe(Variables<T> parameters, Variable<T> observations)
        => Forward(_net, parameters, observations, Actions.Choices).LogSoftmax();

    /// <inheritdoc/>
    public override void Act(ReadOnlySpan<T> description, RandomStream? random, Span<double> action)
    {
        int choice = 0;
        if (random is null)
        {
            for (int k = 1; k < description.Length; k++)
            {
                choice = description[k] > description[choice] ? k : choice;
            }
        }
        else
        {
            double left = random.NextDouble();
            while (choice < description.Length - 1)
            {
                left -= Math.Exp(double.CreateChecked(description[choice]));
                if (left < 0)
                {
                    break;
                }

                choice++;
            }
        }

        action[0] = choice;
    }

    /// <inheritdoc/>
    public override Variable<T> LogProbability(Variable<T> descriptions, Variable<T> actions)
        => (actions.Reshape(actions.Shape.Without(2)).OneHot(Actions.Choices) * descriptions).Sum([2]);

    /// <remarks>sum of p (exp(d) - 1 - d) with d = log q - log p: sum of p (log p - log q), since both sum to 1, and flat at d = 0 in
    /// whatever direction.</remarks>
    /// <inheritdoc/>
    public override Variable<T> Divergence(Variable<T> from, Variable<T> to)
    {
        Variable<T> difference = to - from;
        return (from.Exp() * (difference.Expm1() - difference)).Sum([2]);
    }

    /// <inheritdoc/>
    public override Variable<T> Entropy(Variable<T> descriptions) => -(descriptions.Exp() * descriptions).Sum([2]);
}
