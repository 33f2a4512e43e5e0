using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>BOIL: MAML in which everything but the head adapts, so that the representation has to change from task to task.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>body_(k+1) = body_k - alpha grad_body L_support(body_k, head), loss = L_query(body_K, head), differentiated by both. Source:
/// Oh, Yoo, Kim and Yun, BOIL: towards representation change for few-shot learning, 2021, section 3.</remarks>
public sealed class Boil<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="head">The name of the module that does not adapt: <c>head</c>, or its number in a chain without names.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The net has no such module, or the gradient another number of steps.</exception>
    public Boil(Module<T> net, LossFunction<T> loss, string head, int steps, StepSizes<T> stepSizes, MetaGradient<T>? gradient = null)
        : base("boil", new NetAdaptation<T>(net, loss, stepSizes, adapts: Selection.Except(head)), MetaGradient<T>.Of(steps, gradient))
    {
    }
}
