using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Reptile: the direction is theta_0 - theta_K, where K inner steps on the task lead; the outer step moves some of the way
/// there.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>See <see cref="Displacement{T}"/>. Give the adaptation an inner batch smaller than the support set, and where it carries its
/// optimizer's state (<see cref="NetAdaptation{T}"/>) that moves, by the plan's outer step size, to its mean over the tasks. The published
/// code carries the state as well, but there one task's is the next one's start, which would put the tasks in a line. Source: Nichol,
/// Achiam and Schulman, On first-order meta-learning algorithms, 2018, algorithms 1 and 2.</remarks>
public sealed class Reptile<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner for a net that adapts by plain gradient descent.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="batch">How many support examples each inner step sees; all by default.</param>
    public Reptile(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, int? batch = null)
        : this(new NetAdaptation<T>(net, loss, stepSizes, batch: batch), steps)
    {
    }

    /// <summary>Describes the learner for any adaptation.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    public Reptile(Adaptation<T> adaptation, int steps)
        : base("reptile", adaptation, new Displacement<T>(steps))
    {
    }
}
