using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>ANIL: MAML in which the head alone adapts; what is below is shared by all tasks and learned by the outer step.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// head_(k+1) = head_k - alpha grad_head L_support(body, head_k), loss = L_query(body, head_K), differentiated by both. Cost: inner
/// gradients of the head alone. Source: Raghu, Raghu, Bengio and Vinyals, Rapid learning or feature reuse? Towards understanding the
/// effectiveness of MAML, 2020, section 4.
/// </remarks>
public sealed class Anil<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="head">The name of the module that adapts: <c>head</c>, or its number in a chain without names.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps; <see cref="TrajectoryAdjoint{T}"/>
    /// for many.</param>
    /// <exception cref="ArgumentException">The net has no such module, or the gradient another number of steps.</exception>
    public Anil(Module<T> net, LossFunction<T> loss, string head, int steps, StepSizes<T> stepSizes, MetaGradient<T>? gradient = null)
        : base("anil", new NetAdaptation<T>(net, loss, stepSizes, adapts: Selection.Only(head)), MetaGradient<T>.Of(steps, gradient))
    {
    }
}
