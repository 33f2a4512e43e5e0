namespace AutogradMaml.Maml;

/// <summary>How much the last inner steps stretch and shrink: what is left of <see cref="InnerGrowth.Whole"/> where those before are not
/// differentiated.</summary>
/// <param name="Steps">How many last steps.</param>
/// <param name="Values">The singular values of the derivative through them, mean over the tasks.</param>
public readonly record struct TruncatedGrowth(int Steps, Extremes Values);
