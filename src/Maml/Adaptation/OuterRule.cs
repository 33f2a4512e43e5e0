using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What an outer step does with a part of the meta-parameters. Open to users: derive from it for a rule of one's own.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>A rule is recorded like everything else, and replayed: it must not read values and compute with numbers.</remarks>
public abstract class OuterRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>No gradient, no state, not in the norm: stored with the rest and equal bit for bit ever after.</summary>
    public static OuterRule<T> Frozen { get; } = new FrozenRule();

    /// <summary>The rule in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>Where the part's direction comes from.</summary>
    public virtual OuterSource Source => OuterSource.Gradient;

    /// <summary>Descent: new = old - step size * direction of an optimizer.</summary>
    /// <param name="optimizer">The optimizer; Adam by default.</param>
    /// <param name="stepSize">Its step size; the plan's by default.</param>
    /// <param name="clipNorm">The greatest norm of the part's mean direction; unlimited by default. The part is not in the norm that the
    /// plan clips.</param>
    /// <exception cref="ArgumentOutOfRangeException">The norm is not positive and finite.</exception>
    public static OuterRule<T> Descend(Optimizer<T>? optimizer = null, Schedule? stepSize = null, double? clipNorm = null)
        => clipNorm is null || (clipNorm > 0 && T.IsFinite(T.CreateChecked(clipNorm.Value)) && T.CreateChecked(clipNorm.Value) > T.Zero)
            ? new DescendRule(optimizer ?? new Adam<T>(), stepSize, clipNorm)
            : throw new ArgumentOutOfRangeException(
                nameof(clipNorm),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The greatest norm of a part's direction must be positive and finite in the element type, got {clipNorm}; leave it " +
                        $"null for no limit."));

    /// <summary>Assigned: the adaptation tells each task's new value; new = old + rate (mean over the tasks - old). Outside norm and
    /// clipping.</summary>
    /// <param name="rate">The rate, from 0 to 1: 1 for running statistics; by default the plan's outer step size, as for what Reptile
    /// carries.</param>
    public static OuterRule<T> Assigned(Schedule? rate = null) => new AssignedRule(rate);

    /// <summary>The step size or rate that the rule has of its own; null for the plan's.</summary>
    public virtual Schedule? StepSize => null;

    /// <summary>The rule's state before the first step.</summary>
    /// <param name="part">The part's initial values.</param>
    public virtual Parameters<T> InitialState(Parameters<T> part) => new([]);

    /// <summary>One outer step of the part, recorded on the tape of its values.</summary>
    /// <param name="values">The part's values before the step.</param>
    /// <param name="direction">The mean over the tasks of its direction: the gradient, or for what is assigned old less new.</param>
    /// <param name="state">The rule's state before the step, as <see cref="InitialState"/> lays it out.</param>
    /// <param name="stepSize">The step size at this iteration: the rule's own or the plan's.</param>
    /// <returns>The part's values and the rule's state after the step.</returns>
    public abstract (Variables<T> Values, Variables<T> State) Step(
        Variables<T> values, Variables<T> direction, Variables<T> state, Variable<T> stepSize);

    private sealed class FrozenRule : OuterRule<T>
    {
        public override string Description => "frozen";

        public override OuterSource Source => OuterSource.None;

        public override (Variables<T> Values, Variables<T> State) Step(
            Variables<T> values, Variables<T> direction, Variables<T> state, Variable<T> stepSize) => (values, state);
    }

    private sealed class AssignedRule(Schedule? rate) : OuterRule<T>
    {
        public override string Description => $"assigned{(rate is null ? string.Empty : $" {rate.Description}")}";

        public override OuterSource Source => OuterSource.Assigned;

        public override Schedule? StepSize => rate;

        public override (Variables<T> Values, Variables<T> State) Step(
            Variables<T> values, Variables<T> direction, Variables<T> state, Variable<T> stepSize)
            => (values - (stepSize * direction), state);
    }

    private sealed class DescendRule(Optimizer<T> optimizer, Schedule? stepSize, double? clipNorm) : OuterRule<T>
    {
        public override string Description
            => string.Create(
                CultureInfo.InvariantCulture,
                $"{optimizer.Description}{(stepSize is null ? string.Empty : $" {stepSize.Description}")}" +
                    $"{(clipNorm is { } bound ? $" clip {bound:R}" : string.Empty)}");

        public override Schedule? StepSize => stepSize;

        public override Parameters<T> InitialState(Parameters<T> part) => optimizer.InitialState(part);

        public override (Variables<T> Values, Variables<T> State) Step(
            Variables<T> values, Variables<T> direction, Variables<T> state, Variable<T> stepSize)
        {
            Variables<T> clipped = clipNorm is { } bound ? Clipping.ByGlobalNorm(direction, T.CreateChecked(bound)) : direction;
            (Variables<T> updated, OptimizerState<T> next) = optimizer.Step(values, clipped, optimizer.Restore(state), stepSize);
            return (updated, next.ToVariables());
        }
    }
}

/// <summary>Where the direction of a part of the meta-parameters comes from.</summary>
public enum OuterSource
{
    /// <summary>The meta-gradient.</summary>
    Gradient,

    /// <summary>What the adaptation assigns: old less new.</summary>
    Assigned,

    /// <summary>There is none.</summary>
    None,
}
