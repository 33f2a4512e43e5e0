using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A distribution of actions for each observation, pi(a | s; theta): a pure description, which holds no parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>What a net says of an observation is the distribution in a few numbers, its <em>description</em>: those that are recorded
/// beside each action, so that ratios and divergences to the policy that acted can be computed later. Open to users.</remarks>
public abstract class Policy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The policy in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>The actions that it gives.</summary>
    public abstract ActionSpace Actions { get; }

    /// <summary>The parameters.</summary>
    public abstract IReadOnlyList<ParameterSpecification<T>> Parameters { get; }

    /// <summary>How many numbers describe a distribution.</summary>
    public abstract int DescriptionSize { get; }

    /// <summary>Describes the distributions at some observations.</summary>
    /// <param name="parameters">The parameters, each with or without a task axis in front.</param>
    /// <param name="observations">[tasks, steps, numbers].</param>
    /// <returns>[tasks, steps, <see cref="DescriptionSize"/>].</returns>
    public abstract Variable<T> Describe(Variables<T> parameters, Variable<T> observations);

    /// <summary>Draws an action from a described distribution, on the host.</summary>
    /// <param name="description">The description.</param>
    /// <param name="random">Where random numbers come from; null for the distribution's mode.</param>
    /// <param name="action">The action, to be written whole.</param>
    public abstract void Act(ReadOnlySpan<T> description, RandomStream? random, Span<double> action);

    /// <summary>log pi(a | s) of actions under described distributions.</summary>
    /// <param name="descriptions">[tasks, steps, <see cref="DescriptionSize"/>].</param>
    /// <param name="actions">[tasks, steps, numbers of an action].</param>
    /// <returns>[tasks, steps].</returns>
    public abstract Variable<T> LogProbability(Variable<T> descriptions, Variable<T> actions);

    /// <summary>The divergence KL(from || to) of described distributions. Where the two are equal its gradient by
    /// <paramref name="to"/> is 0 in every direction, of descriptions that describe no distribution as well: an outer search takes the
    /// divergence's Hessian by descriptions, and nothing else of it (<see cref="OuterJudgement{T}.Through"/>).</summary>
    /// <param name="from">[tasks, steps, <see cref="DescriptionSize"/>].</param>
    /// <param name="to">The same.</param>
    /// <returns>[tasks, steps].</returns>
    public abstract Variable<T> Divergence(Variable<T> from, Variable<T> to);

    /// <summary>The entropy of described distributions, for an outer loss that keeps a policy trying.</summary>
    /// <param name="descriptions">[tasks, steps, <see cref="DescriptionSize"/>].</param>
    /// <returns>[tasks, steps].</returns>
    /// <exception cref="NotSupportedException">The policy knows of none.</exception>
    public virtual Variable<T> Entropy(Variable<T> descriptions)
        => throw new NotSupportedException($"{GetType().Name} tells no entropy: override {nameof(Entropy)}, or give it no weight.");

    private protected static void RequireNoStatistics(Module<T> net)
    {
        ArgumentNullException.ThrowIfNull(net);
        ContextAdaptation<T>.RequireNoStatistics(
            net, nameof(net), "and a policy acts one step at a time: leave batch normalization out");
    }

    private protected static Variable<T> Forward(Module<T> net, Variables<T> parameters, Variable<T> observations, int expected)
    {
        Variable<T> output = net.Forward(parameters, observations, Pass<T>.Evaluation.RefusingDropout());
        Shape shape = observations.Shape.With(2, expected);
        return output.Shape == shape
            ? output
            : throw new ArgumentException(
                $"The net of a policy gave shape {output.Shape} for observations {observations.Shape}, expected {shape}.");
    }
}
