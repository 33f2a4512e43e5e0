using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A function of a policy's log-probabilities on sampled trajectories whose derivatives estimate those of the expected return.
/// With l_t = log pi(a_t | s_t) less what it was when the action was drawn, and A_t the advantages, it is 0 for the policy that
/// acted.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Open to users.
/// <list type="table">
/// <listheader><term>surrogate, summed over rollouts</term><description>its derivatives</description></listheader>
/// <item><term><see cref="ScoreFunction"/>: (exp(sum of l_t) - 1) A_0</term><description>right at every order; most
/// variance</description></item>
/// <item><term><see cref="Dice"/>: sum of (m_t - m_(t-1)) A_t, m_t = exp(sum of l_t' to t)</term><description>right at every
/// order</description></item>
/// <item><term><see cref="LowVarianceCurvature"/>: sum of (exp(l_t) - 1) A_t</term><description>right at order 1, biased from order 2
/// on</description></item>
/// <item><term><see cref="Naive"/>: sum of l_t A_t</term><description>right at order 1, wrong from order 2 on</description></item>
/// <item><term><see cref="Clipped"/>: sum of min(exp(l_t) A_t, clip(exp(l_t)) A_t) - A_t</term><description>right at order 1; flat where
/// the policy has moved far</description></item>
/// </list></remarks>
public abstract class Surrogate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The ratio of the whole trajectory: sum over rollouts of (exp(sum of l_t) - 1) A_0. Right at every order.</summary>
    public static Surrogate<T> ScoreFunction { get; } = new WholeRatio();

    /// <summary>Sum over rollouts and steps of (m_t - m_(t-1)) A_t with m_t = exp(sum of l_t' over t' to t): with plain returns the sum of
    /// m_t r_t, less a constant. Right at every order. Sources: Foerster, Farquhar, Al-Shedivat, Rocktäschel, Xing and Whiteson, DiCE: the
    /// infinitely differentiable Monte Carlo estimator, 2018; with advantages: Farquhar, Whiteson and Foerster, Loaded DiCE, 2019, equation
    /// 12.</summary>
    public static Surrogate<T> Dice { get; } = new Causal();

    /// <summary>Sum over rollouts and steps of (exp(l_t) - 1) A_t. Its second derivative lacks the products of scores of different steps:
    /// biased, with less variance. Source: Rothfuss, Lee, Clavera, Asfour and Abbeel, ProMP: proximal meta-policy search, 2019, equation
    /// 9.</summary>
    public static Surrogate<T> LowVarianceCurvature { get; } = new PerStep();

    /// <summary>Sum over rollouts and steps of l_t A_t: the policy gradient's integral as if the samples had not come from the policy. Its
    /// second derivative lacks all products of scores. As the function that an inner step descends it is what a policy-gradient step is;
    /// see <see cref="MetaTarget.SampledRollouts"/>.</summary>
    public static Surrogate<T> Naive { get; } = new LogLikelihood();

    /// <summary>The surrogate in words.</summary>
    public abstract string Description { get; }

    /// <summary>Sum over rollouts and steps of min(exp(l_t) A_t, clip(exp(l_t), 1 - range, 1 + range) A_t) - A_t: for several outer steps
    /// on the same trajectories. Source: Schulman, Wolski, Dhariwal, Radford and Klimov, Proximal policy optimization algorithms, 2017,
    /// equation 7.</summary>
    /// <param name="range">How far the ratio may go before it counts no more; above 0 and below 1.</param>
    public static Surrogate<T> Clipped(double range = 0.2) => range is > 0 and < 1
        ? new ClippedRatio(range)
        : throw new ArgumentOutOfRangeException(
            nameof(range), FormattableString.Invariant($"The range of a ratio is above 0 and below 1, got {range}."));

    /// <summary>The surrogate.</summary>
    /// <param name="logRatio">l_t, [tasks, rollouts, horizon]; 0 behind the end of a rollout.</param>
    /// <param name="advantages">A_t, [tasks, rollouts, horizon]; 0 behind the end.</param>
    /// <returns>[tasks], summed over rollouts and steps.</returns>
    public abstract Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages);

    private sealed class WholeRatio : Surrogate<T>
    {
        public override string Description => "score function";

        public override Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages)
            => ((logRatio.Sum([2]).Exp() - T.One) * advantages.At(2, 0)).Sum([1]);
    }

    private sealed class Causal : Surrogate<T>
    {
        public override string Description => "dice";

        public override Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages)
        {
            Variable<T> sum = logRatio.CumulativeSum(2);
            return ((sum.Exp() - (sum - logRatio).Exp()) * advantages).Sum([1, 2]);
        }
    }

    private sealed class PerStep : Surrogate<T>
    {
        public override string Description => "low-variance curvature";

        public override Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages)
            => ((logRatio.Exp() - T.One) * advantages).Sum([1, 2]);
    }

    private sealed class LogLikelihood : Surrogate<T>
    {
        public override string Description => "naive";

        public override Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages) => (logRatio * advantages).Sum([1, 2]);
    }

    private sealed class ClippedRatio(double range) : Surrogate<T>
    {
        public override string Description => FormattableString.Invariant($"ratio clipped to {range:R}");

        public override Variable<T> Compute(Variable<T> logRatio, Variable<T> advantages)
        {
            Variable<T> ratio = logRatio.Exp();
            Variable<T> clipped = ratio.Clamp(T.CreateChecked(1 - range), T.CreateChecked(1 + range));
            return ((ratio * advantages).Minimum(clipped * advantages) - advantages).Sum([1, 2]);
        }
    }
}
