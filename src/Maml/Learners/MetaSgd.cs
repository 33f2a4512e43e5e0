using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Meta-SGD: MAML whose step sizes are learned along with the start, one for each element of each parameter, with its
/// sign.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>theta_(k+1) = theta_k - alpha * grad L_support(theta_k), element by element, loss = L_query(theta_K), differentiated by theta_0
/// and by alpha. Meta-parameters: <c>net.*</c>, <c>step_size.*</c>, [1, ...] each. The outer step may make a size negative: a step that
/// climbs. Source: Li, Zhou, Chen and Li, Meta-SGD: learning to learn quickly for few-shot learning, 2017, algorithm 1.</remarks>
public sealed class MetaSgd<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSize">Where all step sizes start; above 0.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The gradient has another number of steps.</exception>
    public MetaSgd(Module<T> net, LossFunction<T> loss, int steps, double stepSize, MetaGradient<T>? gradient = null)
        : base(
            "meta-sgd", new NetAdaptation<T>(net, loss, StepSizes<T>.Learned(stepSize, perElement: true, form: StepSizeForm.Signed)),
            MetaGradient<T>.Of(steps, gradient))
    {
    }
}
