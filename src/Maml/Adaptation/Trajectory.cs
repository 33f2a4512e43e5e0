using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The course of an inner loop.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Parameters">theta_0 to theta_K: the parameters before the first step and after each.</param>
/// <param name="SupportLosses">The support loss at theta_0 to theta_(K-1): single numbers, or [tasks].</param>
/// <param name="OptimizerState">The optimizer's state after the last step.</param>
public sealed record Trajectory<T>(
    IReadOnlyList<Variables<T>> Parameters, IReadOnlyList<Variable<T>> SupportLosses, OptimizerState<T> OptimizerState)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>theta_K, the adapted parameters.</summary>
    public Variables<T> Adapted => Parameters[^1];

    /// <summary>The support losses along the way.</summary>
    public override string ToString() => $"{SupportLosses.Count} steps from support losses {string.Join(", ", SupportLosses)}";
}
