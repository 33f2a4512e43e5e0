namespace AutogradMaml.Maml;

/// <summary>The rollouts of one task as the host has them, in double precision.</summary>
internal readonly ref struct RolloutSteps
{
    /// <summary>The number of rollouts.</summary>
    public required int Rollouts { get; init; }

    /// <summary>The most steps of a rollout.</summary>
    public required int Horizon { get; init; }

    /// <summary>How many numbers an observation is.</summary>
    public required int ObservationSize { get; init; }

    /// <summary>[rollouts, horizon, numbers].</summary>
    public required ReadOnlySpan<double> Observations { get; init; }

    /// <summary>What advantages are computed of, [rollouts, horizon]: rewards, or minus the regrets; 0 behind the end.</summary>
    public required ReadOnlySpan<double> Rewards { get; init; }

    /// <summary>How many steps each rollout has.</summary>
    public required ReadOnlySpan<int> Lengths { get; init; }

    /// <summary>What was seen at a step.</summary>
    public ReadOnlySpan<double> Observation(int rollout, int time)
        => Observations.Slice(((rollout * Horizon) + time) * ObservationSize, ObservationSize);
}
