using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>How a policy with a memory is sampled and judged.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed record TrialOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The trials of a task; at least 1.</summary>
    public int Trials { get; init; } = 1;

    /// <summary>The episodes of a trial, between which the memory stays; at least 1.</summary>
    public int Episodes { get; init; } = 1;

    /// <summary>The advantages, along whole trials. With a critic, its values are the baseline.</summary>
    public Advantages Advantages { get; init; } = new();

    /// <summary>What the outer step climbs; with <see cref="RepeatedSteps{T}"/> take <see cref="Surrogate{T}.Clipped"/>.</summary>
    public Surrogate<T> Surrogate { get; init; } = Surrogate<T>.LowVarianceCurvature;

    /// <summary>The weight of the critic's squared errors in the outer loss; above 0.</summary>
    public double CriticWeight { get; init; } = 0.5;

    /// <summary>The weight of the entropy of the actions, by which the outer loss is less, at each iteration; 0 or more. Above 0 the
    /// direction is no longer that of the return. What the schedule begins with is checked. Null: none.</summary>
    public Schedule? EntropyWeight { get; init; }

    /// <summary>Whether the return of the most probable action (or the mean) is told beside that of sampled ones, as the measure <c>return
    /// of the mode</c>; it takes as many trials again.</summary>
    public bool TellsMode { get; init; }

    /// <summary>The options in words.</summary>
    public string Description => FormattableString.Invariant(
        $"{Trials} trials of {Episodes} episodes by {Surrogate.Description} ({Advantages.Description}), ") +
        FormattableString.Invariant($"critic's weight {CriticWeight:R}, entropy's weight {EntropyWeight?.Description ?? "0"}") +
        (TellsMode ? ", mode told" : string.Empty);

    internal void Validate(bool hasCritic)
    {
        double entropy = EntropyWeight?.At(0) ?? 0;
        if (!(CriticWeight > 0 && double.IsFinite(CriticWeight)) || !(entropy >= 0 && double.IsFinite(entropy)))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The critic's weight is above 0 and the entropy's 0 or more, got {CriticWeight} and {entropy}."));
        }

        if (hasCritic && Advantages.Normalized)
        {
            throw new ArgumentException(
                "A critic learns from advantages as they are, and these are normalized: leave Normalized out, or the critic.");
        }
    }
}
