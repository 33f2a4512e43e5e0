using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>One training of a run.</summary>
/// <param name="Name">What it is called in messages, and its file in the folder of checkpoints.</param>
/// <param name="Plan">How it is trained.</param>
/// <param name="Words">All that the trained parameters depend on besides the number of iterations, in words.</param>
public sealed record TrainingRun(string Name, TrainingPlan<float> Plan, string Words)
{
    /// <summary>The meta-parameters that it begins with; null for those of its seed. Words tell them apart.</summary>
    public Parameters<float>? Begins { get; init; }
}
