using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A learned optimizer, the meta-learner LSTM: the rule of the inner steps is an LSTM whose cell state is the net's parameters,
/// and it is learned together with their start.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>theta_t = f_t theta_(t-1) - i_t grad L_support(theta_(t-1)), with gates f and i of gradient, loss, parameter and gate before,
/// as <see cref="LearnedOptimizerAdaptation{T}"/> has them; loss = L_query(theta_K), differentiated by theta_0 and by what the gates are
/// made of. The way to differentiate is named by whoever makes the learner: <see cref="FirstOrder{T}"/> is the paper's, in which gradients
/// and losses that the optimizer is given are constants, and not exact; <see cref="Unrolled{T}"/> and <see cref="TrajectoryAdjoint{T}"/>
/// are. Source: Ravi and Larochelle, Optimization as a model for few-shot learning, 2017, section 3, algorithm 1.</remarks>
public sealed class LearnedOptimizer<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="gradient">How the outcome is differentiated, and with it K, the number of inner steps; at least 1.</param>
    /// <param name="stepSize">How large input gates are at the start, and so the steps; above 0 and below 1.</param>
    /// <param name="hidden">How many features the LSTM has that reads gradients and losses; 0 for none, where the gates read them
    /// themselves.</param>
    /// <param name="adapts">Which parameters adapt; by default all.</param>
    /// <param name="batch">How many support examples each inner step sees, going round the set; all by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public LearnedOptimizer(
        Module<T> net,
        LossFunction<T> loss,
        MetaGradient<T> gradient,
        double stepSize = 0.01,
        int hidden = 0,
        Selection? adapts = null,
        int? batch = null)
        : base("learned optimizer", new LearnedOptimizerAdaptation<T>(net, loss, stepSize, hidden, adapts, batch), OfSteps(gradient))
    {
    }

    private static MetaGradient<T> OfSteps(MetaGradient<T> gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        return MetaGradient<T>.Of(gradient.Steps, gradient);
    }
}
