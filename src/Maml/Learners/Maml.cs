using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Model-agnostic meta-learning: the gradient, by the initial parameters, of the query loss after K inner steps of a net. Exact,
/// through the inner steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Meta-gradient for one step of size alpha: (I - alpha H) g, with H the Hessian of the support loss at theta_0 and g the query gradient at
/// theta_1. Cost and memory: see <see cref="Unrolled{T}"/>. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning for fast
/// adaptation of deep networks, 2017, algorithm 1.
/// </remarks>
/// <example>
/// <code>
/// Learner&lt;float&gt; learner = new Maml&lt;float&gt;(net, Loss.MeanSquaredError, steps: 1, StepSizes&lt;float&gt;.Constant(0.01));
/// </code>
/// </example>
public sealed class Maml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner for a net that adapts by plain gradient descent.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="weights">Weights of the query losses after 0, 1, ... K steps; by default only the last counts.</param>
    public Maml(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, IReadOnlyList<double>? weights = null)
        : this(new NetAdaptation<T>(net, loss, stepSizes), steps, weights)
    {
    }

    /// <summary>Describes the learner for any adaptation.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps; by default only the last counts.</param>
    public Maml(Adaptation<T> adaptation, int steps, IReadOnlyList<double>? weights = null)
        : base("maml", adaptation, new Unrolled<T>(AtLeastOne(steps), weights))
    {
    }

    /// <summary>Describes the learner for any adaptation, differentiated in another exact way than unrolled.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="gradient">The way: <see cref="TrajectoryAdjoint{T}"/> through many steps.</param>
    /// <exception cref="ArgumentException">It is not exact, or takes no step.</exception>
    public Maml(Adaptation<T> adaptation, MetaGradient<T> gradient)
        : base("maml", adaptation, Exact(gradient))
    {
    }

    private static MetaGradient<T> Exact(MetaGradient<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        AtLeastOne(gradient.Steps);
        return gradient.IsExact
            ? gradient
            : throw new ArgumentException(
                $"MAML is exact, and the way '{gradient.Name}' is not: make a Learner of it, or FirstOrderMaml.", nameof(gradient));
    }

    private static int AtLeastOne(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return steps;
    }
}
