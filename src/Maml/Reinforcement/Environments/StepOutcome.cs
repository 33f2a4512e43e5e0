namespace AutogradMaml.Maml;

/// <summary>What a step in an environment leads to, besides the next state.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Ended">Whether the episode is over before its horizon: this step still counts, none after it does.</param>
public readonly record struct StepOutcome(double Reward, bool Ended);
