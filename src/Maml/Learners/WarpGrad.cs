using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>WarpGrad: layers between those that adapt warp their gradients, and are trained by what one step from each state of the inner
/// loop achieves, without a way back through the loop.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>x_(k+1) = x_k - alpha grad L_support(x_k, phi); phi descends the mean over k of L_query(x_k - alpha grad L_support(x_k, phi),
/// phi) with x_k constant, and the start of x moves to where the steps lead, or rests: see <see cref="AlongTrajectory{T}"/>. The net is
/// that of a <see cref="TNet{T}"/>, which differentiates the loss after the last step instead. Source: Flennerhag, Rusu, Pascanu, Visin,
/// Yin and Hadsell, Meta-learning with warped gradient descent, 2020.</remarks>
public sealed class WarpGrad<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="warps">The names of the modules that don't adapt.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSizes">How far they go.</param>
    /// <param name="movesStart">Whether the start of what adapts moves to where the steps lead; where not, it stays as it is.</param>
    /// <exception cref="ArgumentException">The net has no such module, or nothing would adapt.</exception>
    public WarpGrad(
        Module<T> net, LossFunction<T> loss, IReadOnlyList<string> warps, int steps, StepSizes<T> stepSizes, bool movesStart = true)
        : base(
            "warpgrad",
            new NetAdaptation<T>(net, loss, stepSizes, adapts: Selection.Except(warps)),
            new AlongTrajectory<T>(steps, movesStart))
    {
    }
}
