using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>MR-MAML, regularized on weights: the parameters that don't adapt are drawn from learned normal distributions, and what these
/// know beyond N(0, 1) costs: so that a task is learned from its support set and not known beforehand.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>w ~ N(m, s^2), theta_(k+1) = theta_k - alpha grad_theta L_support(theta_k, w), loss = L_query(theta_K, w) + beta KL(N(m, s^2)
/// || N(0, 1)), differentiated by theta_0, m and log s^2 through the draw. Exact for the draw; over draws unbiased. This is the variant on
/// weights, MR-MAML (W); the one on activations is not here. Its draw is one for each task, where the paper's algorithm has one for a
/// meta-batch, and the start of what adapts is free, as in its section on MAML. Evaluated it is at the means, without the term
/// (<see cref="GaussianWeightsAdaptation{T}.AtMeans"/>). Source: Yin, Tucker, Zhou, Levine and Finn, Meta-learning without memorization,
/// 2020.</remarks>
public sealed class MrMaml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="adapts">Which parameters adapt; not all.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="beta">What a nat costs; 0 or more.</param>
    /// <param name="deviation">Where all s start; above 0.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">All parameters would adapt, or none, or the gradient has another number of steps.</exception>
    public MrMaml(
        Module<T> net, LossFunction<T> loss, Selection adapts, int steps, StepSizes<T> stepSizes, double beta, double deviation = 0.05,
        MetaGradient<T>? gradient = null)
        : base(
            "mr-maml",
            new GaussianWeightsAdaptation<T>(net, loss, adapts, stepSizes, beta, deviation),
            MetaGradient<T>.Of(steps, gradient))
    {
    }

    /// <inheritdoc/>
    public override Adaptation<T> Tested => ((GaussianWeightsAdaptation<T>)Adaptation).AtMeans;
}
