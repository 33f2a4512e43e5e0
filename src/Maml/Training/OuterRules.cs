using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What an outer step does with all parts of the meta-parameters: those without a rule of their own by one optimizer, step size
/// and bound on the norm, together; each other by its rule.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>States stand under <c>plan.*</c> and under the names of the parts.</remarks>
public sealed class OuterRules<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Plan = "plan";

    private readonly IReadOnlyList<MetaPart<T>> _parts;
    private readonly Optimizer<T> _optimizer;
    private readonly double? _clipNorm;
    private readonly Schedule _stepSize;

    /// <summary>Describes the rules.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="optimizer">The optimizer of parts without a rule of their own.</param>
    /// <param name="stepSize">The step size of all rules that have none of their own.</param>
    /// <param name="clipNorm">The greatest norm of the mean direction, over all parts without a rule together; unlimited by
    /// default.</param>
    public OuterRules(IReadOnlyList<MetaPart<T>> parts, Optimizer<T> optimizer, Schedule stepSize, double? clipNorm = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(stepSize);
        if (clipNorm is { } bound && !(bound > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(clipNorm), FormattableString.Invariant($"The greatest norm of a direction is above 0, got {bound}."));
        }

        (_parts, _optimizer, _stepSize, _clipNorm) = (parts, optimizer, stepSize, clipNorm);
        StepSizes =
        [
            KeyValuePair.Create(Plan, stepSize),
            .. parts.Where(static part => part.Rule?.StepSize is not null)
                .Select(static part => KeyValuePair.Create(part.Name, part.Rule!.StepSize!)),
        ];
    }

    /// <summary>The rules in words, with all their numbers.</summary>
    public string Description
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{_optimizer.Description} {_stepSize.Description}; clip " +
                $"{(_clipNorm is { } bound ? bound.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "none")}") +
        string.Concat(_parts.Where(static part => part.Rule is not null).Select(static part => $"; {part.Name} {part.Rule!.Description}"));

    /// <summary>The step sizes: the plan's and those of rules that have their own, by part.</summary>
    internal IReadOnlyList<KeyValuePair<string, Schedule>> StepSizes { get; }

    /// <summary>The part that is assigned at a step size of <see cref="StepSizes"/>; null if there is none.</summary>
    internal string? AssignedBy(string stepSize)
        => _parts.FirstOrDefault(
            part => part.Rule is { Source: OuterSource.Assigned } rule && (rule.StepSize is null ? Plan : part.Name) == stepSize)?.Name;

    /// <summary>The states before the first step.</summary>
    /// <param name="meta">The meta-parameters.</param>
    public Parameters<T> InitialState(Parameters<T> meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        Parameters<T> descended = new(meta.Where(entry => IsPlans(entry.Key)));
        Parameters<T> state = descended.Count == 0 ? new([]) : _optimizer.InitialState(descended).Prefixed(Plan);
        foreach (MetaPart<T> part in _parts)
        {
            state = part.Rule is { } rule ? state.Concat(rule.InitialState(meta.Under(part.Name)).Prefixed(part.Name)) : state;
        }

        return state;
    }

    /// <summary>One step, recorded.</summary>
    /// <param name="meta">The meta-parameters before the step.</param>
    /// <param name="direction">The mean direction for each.</param>
    /// <param name="state">The states before the step.</param>
    /// <param name="stepSizes">The step sizes at this iteration.</param>
    /// <returns>Meta-parameters and states after the step, in the same order, and the norm of what the plan's rule descends.</returns>
    internal (Variables<T> Meta, Variables<T> State, Variable<T> Norm) Step(
        Variables<T> meta, Variables<T> direction, Variables<T> state, Variables<T> stepSizes)
    {
        Tape<T> tape = meta.Values[0].Tape;
        Dictionary<string, Variable<T>> values = meta.ToDictionary(static entry => entry.Key, static entry => entry.Value);
        Dictionary<string, Variable<T>> states = state.ToDictionary(static entry => entry.Key, static entry => entry.Value);
        Variables<T> descended = new(meta.Where(entry => IsPlans(entry.Key)));
        Variable<T> norm = tape.Zeros(Shape.Scalar);
        if (descended.Count > 0)
        {
            Variables<T> own = new(direction.Where(entry => IsPlans(entry.Key)));
            norm = own.Norm();
            Variables<T> clipped = _clipNorm is { } bound ? Clipping.ByGlobalNorm(own, T.CreateChecked(bound)) : own;
            (Variables<T> updated, OptimizerState<T> next) = _optimizer.Step(
                descended, clipped, _optimizer.Restore(state.Under(Plan)), stepSizes[Plan]);
            Replace(values, updated);
            Replace(states, next.ToVariables().Prefixed(Plan));
        }

        foreach (MetaPart<T> part in _parts)
        {
            if (part.Rule is not { } rule)
            {
                continue;
            }

            Variable<T> size = stepSizes.TryGet(part.Name, out Variable<T> itsOwn) ? itsOwn : stepSizes[Plan];
            (Variables<T> updated, Variables<T> next) = rule.Step(
                meta.Under(part.Name), direction.Under(part.Name), state.Under(part.Name), size);
            if ((meta.Under(part.Name).FindChangedLayout(updated) ?? state.Under(part.Name).FindChangedLayout(next)) is { } change)
            {
                throw new ArgumentException(
                    $"The outer rule '{rule.Description}' takes the part '{part.Name}' and its state to the same names and shapes; " +
                        $"{change}.");
            }

            Replace(values, updated.Prefixed(part.Name));
            Replace(states, next.Prefixed(part.Name));
        }

        return (
            meta.WithValues([.. meta.Names.Select(name => values[name])]),
            state.WithValues([.. state.Names.Select(name => states[name])]),
            norm);
    }

    private bool IsPlans(string name)
        => _parts.Any(part => part.Rule is null && name.StartsWith($"{part.Name}.", StringComparison.Ordinal));

    private static void Replace(Dictionary<string, Variable<T>> all, Variables<T> some)
    {
        foreach ((string name, Variable<T> value) in some)
        {
            all[name] = value;
        }
    }
}
