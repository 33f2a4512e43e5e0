using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Checks a meta-gradient, through the inner loop, against finite differences of the loss after adaptation.</summary>
/// <remarks>See <see cref="GradientCheck"/> for what is compared and what the verdicts mean. A first-order meta-gradient fails it, as it
/// should: it is not the gradient of the loss after adaptation.</remarks>
public static class MetaGradientCheck
{
    /// <summary>Checks the direction of a learner as the gradient of its loss by the meta-parameters.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner, in its last phase.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks. The loss is the sum over them.</param>
    /// <param name="options">How to check.</param>
    /// <returns>The report, with each meta-parameter that is descended as an input.</returns>
    /// <exception cref="ArgumentException">There is nothing to differentiate by.</exception>
    public static GradientReport Run<T>(
        Learner<T> learner, Parameters<T> metaParameters, TaskBatch<T> tasks, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(learner.Adaptation);
        Parameters<T> descended = new(metaParameters.Where(entry => sources.GetValueOrDefault(entry.Key) == OuterSource.Gradient));
        if (descended.Count == 0)
        {
            throw new ArgumentException("No meta-parameter is descended, so there is nothing to differentiate by.", nameof(metaParameters));
        }

        int phase = learner.PhaseCount - 1;
        if (options is { Orders: > 1 } && learner.GradientIn(phase).Trajectory is not null)
        {
            throw new ArgumentException(
                $"The way '{learner.GradientIn(phase).Name}' gives the first derivative alone, so order {options.Orders} can't be " +
                    "checked: check order 1, or the unrolled way.",
                nameof(options));
        }

        return GradientCheck.Run(
            theta =>
            {
                Tape<T> tape = theta[0].Value.Tape;
                Variables<T> all = new(metaParameters.Select(entry => KeyValuePair.Create(
                    entry.Key, theta.TryGet(entry.Key, out Variable<T> own)
                        ? own
                        : tape.Constant(Tensors.ToArray(entry.Value), Tensors.ShapeOf(entry.Value)))));
                MetaOutcome<T> outcome = learner.Compute(all, tasks.On(tape), phase, DerivativeUse.Differentiable);
                if (learner.GradientIn(phase).Trajectory is null)
                {
                    return outcome.Losses.Sum();
                }

                // The losses do not lead back to theta there. A number with the losses' value and the direction for its gradient does.
                Variables<T> direction = new(theta.Select(entry => KeyValuePair.Create(entry.Key, outcome.Direction[entry.Key].Detach())));
                return outcome.Losses.Detach().Sum() + direction.Dot(theta - theta.Detach());
            },
            descended,
            options);
    }
}
