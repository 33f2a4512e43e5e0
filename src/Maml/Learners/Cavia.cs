using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>CAVIA: a few context numbers adapt, which the net is given with its inputs; the net itself is shared by all tasks.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>context_0 = 0, context_(k+1) = context_k - alpha grad_context L_support, loss = L_query, differentiated by the net's
/// parameters. Cost: a few numbers for each task to keep, and a gradient by them alone. Source: Zintgraf, Shiarlis, Kurin, Hofmann and
/// Whiteson, Fast context adaptation via meta-learning, 2019, section 3.</remarks>
public sealed class Cavia<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net; its inputs are the examples' features with the context behind them.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="context">How many context numbers a task has; at least 1.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="gradient">How the outcome is differentiated, in place of unrolled through the steps.</param>
    /// <exception cref="ArgumentException">The gradient has another number of steps.</exception>
    public Cavia(Module<T> net, LossFunction<T> loss, int context, int steps, StepSizes<T> stepSizes, MetaGradient<T>? gradient = null)
        : base("cavia", new ContextAdaptation<T>(net, loss, context, stepSizes), MetaGradient<T>.Of(steps, gradient))
    {
    }
}
