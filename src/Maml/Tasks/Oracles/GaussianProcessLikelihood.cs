using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The log-likelihood of a task's targets, a target.</summary>
/// <param name="Marginal">Of each target by itself, mean over them.</param>
/// <param name="Joint">Of all together, over their number; no less on average, since each tells something of the others.</param>
public readonly record struct GaussianProcessLikelihood(double Marginal, double Joint)
{
    /// <summary>Both in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Marginal:F3} marginal, {Joint:F3} joint");
}
