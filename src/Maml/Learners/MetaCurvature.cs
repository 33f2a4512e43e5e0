using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Meta-Curvature: MAML whose inner gradients are multiplied by learned matrices along the axes of each parameter.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>theta_(k+1) = theta_k - alpha MC(grad L_support(theta_k)), with MC(G) = G x_3 M_position x_2 M_input x_1 M_output for each
/// parameter, loss = L_query(theta_K), differentiated by theta_0 and the matrices, all of which start as the identity: at first it is
/// <see cref="Maml{T}"/>. Cost: see <see cref="CurvatureAdaptation{T}"/>. Source: Park and Oliva, Meta-curvature, 2019 (MC2).</remarks>
public sealed class MetaCurvature<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The gradient has another number of steps.</exception>
    public MetaCurvature(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, MetaGradient<T>? gradient = null)
        : base("meta-curvature", new CurvatureAdaptation<T>(net, loss, stepSizes), MetaGradient<T>.Of(steps, gradient))
    {
    }
}
