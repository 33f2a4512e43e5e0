using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>How a policy that adapts is sampled and judged.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed record PolicyOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rollouts of a task before each inner step; at least 1.</summary>
    public int SupportRollouts { get; init; } = 20;

    /// <summary>The rollouts of a task by which the adapted policy is judged; at least 1.</summary>
    public int QueryRollouts { get; init; } = 20;

    /// <summary>How many steps a task's support rollouts take together: they count one after the other until it is so many, the last of
    /// them whole. With many rollouts a policy whose episodes end early has more of them, for the same number of steps; all are simulated,
    /// what does not count is masked. Null: all count.</summary>
    /// <remarks>Short rollouts are then likelier to count, by which a mean over them is biased by O(1/rollouts).</remarks>
    public long? SupportSteps { get; init; }

    /// <summary>The same of the rollouts by which the adapted policy is judged.</summary>
    public long? QuerySteps { get; init; }

    /// <summary>The advantages of the inner steps.</summary>
    public Advantages InnerAdvantages { get; init; } = new();

    /// <summary>The advantages of the outer loss.</summary>
    public Advantages OuterAdvantages { get; init; } = new();

    /// <summary>Whose gradient the meta-gradient is.</summary>
    public MetaTarget Target { get; init; } = MetaTarget.ExpectedGradient;

    /// <summary>What the inner steps climb; by default <see cref="Surrogate{T}.Dice"/> for the expected gradient and
    /// <see cref="Surrogate{T}.Naive"/> for sampled rollouts, of which it is the only right one.</summary>
    public Surrogate<T>? InnerSurrogate { get; init; }

    /// <summary>What the outer step climbs; by default <see cref="Surrogate{T}.LowVarianceCurvature"/>: the outer loss is differentiated
    /// once by what has adapted.</summary>
    public Surrogate<T>? OuterSurrogate { get; init; }

    /// <summary>Whether the surrogates are divided by the number of steps taken and not by that of rollouts.</summary>
    public bool PerStep { get; init; }

    /// <summary>Whether the return of the mean (or most probable) action is told beside that of sampled ones, as the measure <c>return of
    /// the mode</c>; it takes as many rollouts again.</summary>
    public bool TellsMode { get; init; }

    internal Surrogate<T> Inner => InnerSurrogate ?? (Target == MetaTarget.SampledRollouts ? Surrogate<T>.Naive : Surrogate<T>.Dice);

    internal Surrogate<T> Outer => OuterSurrogate ?? Surrogate<T>.LowVarianceCurvature;

    /// <summary>The options in words.</summary>
    public string Description => FormattableString.Invariant(
        $"{SupportRollouts} support rollouts{Of(SupportSteps)} by {Inner.Description} ") + FormattableString.Invariant(
        $"({InnerAdvantages.Description}), ") + FormattableString.Invariant(
        $"{QueryRollouts} query rollouts{Of(QuerySteps)} by {Outer.Description} ({OuterAdvantages.Description}), target {Target}") +
        (PerStep ? ", per step" : string.Empty) + (TellsMode ? ", mode told" : string.Empty);

    private static string Of(long? steps) => steps is { } most ? FormattableString.Invariant($" of {most} steps in all") : string.Empty;

    internal void Validate()
    {
        if (!Enum.IsDefined(Target))
        {
            throw new ArgumentException($"There is no target {Target}.");
        }

        if (Target == MetaTarget.SampledRollouts && !ReferenceEquals(Inner, Surrogate<T>.Naive))
        {
            throw new ArgumentException(
                $"With the target {nameof(MetaTarget.SampledRollouts)} the dependence of the support rollouts on the parameters is a " +
                $"term of its own, and the inner surrogate '{Inner.Description}' would count it once more: leave " +
                $"{nameof(InnerSurrogate)} out, or take the target {nameof(MetaTarget.ExpectedGradient)}.");
        }
    }
}
