using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>iMAML: the inner problem has a proximal term and is solved by many steps; the meta-gradient is that at its optimum, without a way back through the steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>x* = argmin L_support(x) + lambda / 2 |x - theta|^2, loss = L_query(x*), d loss / d theta = (I + H / lambda)^-1 grad L_query(x*), with H the Hessian of the support loss at x*. The measure <c>inner gradient
/// norm</c> tells how far x_K is from x*. Cost and memory: see <see cref="Implicit{T}"/>. Source: Rajeswaran, Finn, Kakade and Levine, Meta-learning with implicit gradients, 2019, algorithm 1.</remarks>
public sealed class IMaml<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="proximal">lambda; above 0. Without it the optimum would not depend on theta.</param>
    /// <param name="gradient">How the linear system is solved, in place of 20 turns of conjugate gradients.</param>
    /// <exception cref="ArgumentOutOfRangeException">The proximal term is not above 0.</exception>
    /// <exception cref="ArgumentException">The gradient has another number of steps.</exception>
    public IMaml(Module<T> net, LossFunction<T> loss, int steps, StepSizes<T> stepSizes, double proximal, Implicit<T>? gradient = null)
        : base("imaml", new NetAdaptation<T>(net, loss, stepSizes, proximal: AboveZero(proximal)), MetaGradient<T>.Of(steps, gradient ?? new Implicit<T>(steps)))
    {
    }

    private static double AboveZero(double proximal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(proximal);
        return proximal;
    }
}
