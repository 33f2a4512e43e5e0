using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>T-net: MAML in a net in which some layers, between those that adapt, transform what passes and don't adapt, so that they shape
/// the gradients of the others.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>W_(k+1) = W_k - alpha grad_W L_support(W_k, T), loss = L_query(W_K, T), differentiated by W_0 and by T, exact. For layers y = T
/// W x the gradient by W is T' times that by T W, and so a step of W moves T W by -alpha T T' G: a learned metric. Source: Lee and Choi,
/// Gradient-based meta-learning with learned layerwise metric and subspace, 2018 (without the masks of MT-nets).</remarks>
public sealed class TNet<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="transformations">The names of the modules that don't adapt.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The net has no such module, nothing would adapt, or the gradient has another number of
    /// steps.</exception>
    public TNet(
        Module<T> net, LossFunction<T> loss, IReadOnlyList<string> transformations, int steps, StepSizes<T> stepSizes,
        MetaGradient<T>? gradient = null)
        : base(
            "t-net",
            new NetAdaptation<T>(net, loss, stepSizes, adapts: Selection.Except(transformations)),
            MetaGradient<T>.Of(steps, gradient))
    {
    }
}
