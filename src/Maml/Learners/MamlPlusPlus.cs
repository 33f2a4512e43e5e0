using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>MAML++: MAML with six changes that make its training steadier, each of which can be left out.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// theta_(k+1) = theta_k - alpha_k * grad L_support(theta_k), loss = sum over k of w_k(epoch) L_query(theta_k), differentiated by theta_0
/// and by alpha.
/// <list type="number">
/// <item>The losses of all steps count, with weights that are annealed to the last one:
/// <see cref="MamlPlusPlusOptions.AnnealedEpochs"/>.</item>
/// <item>First order for the first epochs, exact afterwards: <see cref="MamlPlusPlusOptions.FirstOrderEpochs"/>.</item>
/// <item>Running statistics of each step, and</item>
/// <item>weight and bias of each step, in the layers that normalize: the net's own affair,
/// <see cref="NormalizationPolicy.PerInnerStep"/>.</item>
/// <item>A learned step size for each parameter tensor and step: <see cref="MamlPlusPlusOptions.LearnsStepSizes"/>.</item>
/// <item>An outer step size that falls along half a cosine: the plan's affair, <see cref="OuterStepSize"/>.</item>
/// </list>
/// Each border between epochs of another kind is a phase with a program of its own; within one, weights are scheduled numbers.
/// Meta-parameters: <c>net.*</c>, <c>step_size.*</c>, <c>statistics.*</c>. Cost: that of MAML, and of a query loss for each step while
/// those count. Source: Antoniou, Edwards and Storkey, How to train your MAML, 2019, section 4.
/// </remarks>
public sealed class MamlPlusPlus<T> : Learner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the learner.</summary>
    /// <param name="net">The net, with <see cref="NormalizationPolicy.PerInnerStep"/> where layers normalize by step.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="stepSize">Where all step sizes start, or what they are; above 0.</param>
    /// <param name="options">Which changes are made; by default all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of epochs is negative, or an epoch has no iteration.</exception>
    public MamlPlusPlus(Module<T> net, LossFunction<T> loss, int steps, double stepSize, MamlPlusPlusOptions? options = null)
        : base("maml++", Adapting(net, loss, steps, stepSize, options ?? new()), PhasesOf(steps, options ?? new()))
    {
    }

    /// <summary>The outer step size over a training: from 1e-3 to 1e-5 along half a cosine.</summary>
    /// <param name="iterations">The number of iterations; at least 1.</param>
    public static Schedule OuterStepSize(long iterations) => Schedule.Cosine(1e-3, 1e-5, iterations);

    private static NetAdaptation<T> Adapting(Module<T> net, LossFunction<T> loss, int steps, double stepSize, MamlPlusPlusOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepSize);
        return new(
            net,
            loss,
            options.LearnsStepSizes ? StepSizes<T>.Learned(stepSize, steps, form: StepSizeForm.Signed) : StepSizes<T>.Constant(stepSize),
            adapts: options.Adapts,
            queryStatistics: options.QueryStatistics);
    }

    private static (long From, MetaGradient<T> Gradient)[] PhasesOf(int steps, MamlPlusPlusOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EpochIterations, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.AnnealedEpochs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.FirstOrderEpochs, nameof(options));
        long annealed = (long)options.AnnealedEpochs * options.EpochIterations;
        long firstOrder = (long)options.FirstOrderEpochs * options.EpochIterations;
        return [.. new[] { 0, annealed, firstOrder }.Distinct().Order().Select(from => (from, In(from)))];

        MetaGradient<T> In(long from)
        {
            if (from < annealed)
            {
                IReadOnlyList<Schedule?> weights = LossWeights.Annealed(steps, options.AnnealedEpochs, options.EpochIterations);
                return from < firstOrder ? new FirstOrder<T>(steps, weights) : new Unrolled<T>(steps, weights);
            }

            return from < firstOrder ? new FirstOrder<T>(steps) : new Unrolled<T>(steps);
        }
    }
}
