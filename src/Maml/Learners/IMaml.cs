using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>iMAML: the inner problem has a proximal term and is solved by many steps; the meta-gradient is that at its optimum, without a
/// way back through the steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>x* = argmin L_support(x) + lambda / 2 |x - theta|^2, loss = L_query(x*), d loss / d theta = (I + H / lambda)^-1 grad
/// L_query(x*), with H the Hessian of the support loss at x*. The measure <c>inner gradient norm</c> tells how far x_K is from x*. Cost and
/// memory: see <see cref="Implicit{T}"/>. Source: Rajeswaran, Finn, Kakade and Levine, Meta-learning with implicit gradients, 2019,
/// algorithm 1.</remarks>
public sealed class IMaml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ManyWays = 20;
    private const int OmniglotTurns = 5;

    // In each of 16 steps of 0.1 it pulls as far back as 2 does once at their end: (1 - 0.1 lambda)^16 = 1 - 0.1 * 2.
    private const double OmniglotProximal = 0.14;
    private const double OmniglotDamping = 24 - OmniglotProximal;

    /// <summary>Describes the learner, with inner steps of gradient descent.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="proximal">lambda; above 0. Without it the optimum would not depend on theta.</param>
    /// <param name="gradient">How the linear system is solved, in place of 20 turns of conjugate gradients.</param>
    /// <exception cref="ArgumentOutOfRangeException">The proximal term is not above 0.</exception>
    /// <exception cref="ArgumentException">The gradient has another number of steps.</exception>
    public IMaml(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, double proximal, Implicit<T>? gradient = null)
        : this(new NetAdaptation<T>(net, loss, stepSizes, proximal: AboveZero(proximal)), steps, gradient)
    {
    }

    private IMaml(Adaptation<T> adaptation, int steps, Implicit<T>? gradient)
        : base("imaml", adaptation, MetaGradient<T>.Of(steps, gradient ?? new Implicit<T>(steps)))
    {
    }

    /// <summary>The Hessian-free variant: inner steps as well by conjugate gradients, with a search along the line, so that there is no
    /// step size to choose.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1. A few do.</param>
    /// <param name="proximal">lambda; above 0.</param>
    /// <param name="turns">The turns of conjugate gradients in an inner step; at least 1.</param>
    /// <param name="gradient">How the linear system of the meta-gradient is solved, in place of 20 turns of conjugate gradients.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    /// <exception cref="ArgumentException">The gradient has another number of steps, or the net keeps running statistics.</exception>
    public static IMaml<T> HessianFree(
        Module<T> net, LossFunction<T> loss, int steps, double proximal, int turns = 5, Implicit<T>? gradient = null)
        => new(new HessianFreeAdaptation<T>(net, loss, turns, proximal: AboveZero(proximal)), steps, gradient);

    /// <summary>With the numbers of the code published with the paper on Omniglot: 16 steps of gradient descent, 25 from 20 ways on
    /// (quoted from memory), 5 turns of conjugate gradients for the meta-gradient. The loss is the cross-entropy.</summary>
    /// <remarks>That code (aravindr93/imaml_dev) is not the method of the paper to the letter. It takes its steps without the proximal term
    /// and is pulled back once, by lambda = 2 times the step; here a term of 0.14 in each of 16 steps of 0.1 does as much. It solves
    /// (2 I + H / 12) v = g in place of (I + H / lambda) v = g, a multiple of proximal + damping = 24. With 2 in each step and no damping
    /// a training stands still: little may be adapted, and the Hessian of an untrained net curves downwards where conjugate gradients
    /// go.</remarks>
    /// <param name="net">The net.</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="stepSizes">How far the inner steps go; 0.1 in the published command.</param>
    public static IMaml<T> ForOmniglot(Module<T> net, int ways, StepSizes<T> stepSizes)
    {
        int steps = OmniglotSteps(ways);
        Implicit<T> gradient = new(steps, OmniglotTurns, damping: OmniglotDamping);
        return new(net, Loss.CrossEntropy, steps, stepSizes, OmniglotProximal, gradient);
    }

    /// <summary>How many inner steps the paper takes on Omniglot: 16, and 25 from 20 ways on.</summary>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    public static int OmniglotSteps(int ways)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        return ways < ManyWays ? 16 : 25;
    }

    private static double AboveZero(double proximal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(proximal);
        return proximal;
    }
}
