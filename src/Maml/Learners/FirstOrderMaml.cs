using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>First-order MAML (FOMAML): MAML with the inner gradients taken for constants. Asked for by name; it never comes about by
/// itself.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>What is left out is, for one step of size alpha, -alpha H g. Source: Finn, Abbeel and Levine, 2017, section 5.2.</remarks>
public sealed class FirstOrderMaml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner for a net that adapts by plain gradient descent.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="weights">Weights of the query losses after 0, 1, ... K steps; by default only the last counts.</param>
    public FirstOrderMaml(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, IReadOnlyList<double>? weights = null)
        : this(new NetAdaptation<T>(net, loss, stepSizes), steps, weights)
    {
    }

    /// <summary>Describes the learner for any adaptation.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps; by default only the last counts.</param>
    public FirstOrderMaml(Adaptation<T> adaptation, int steps, IReadOnlyList<double>? weights = null)
        : base("fomaml", adaptation, new FirstOrder<T>(Math.Max(1, steps), weights))
        => ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
}
