using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Materials;

/// <summary>An alloy adapts to measurements by steps on their errors in Avrami's plot, along its axis of time, and is judged by the errors
/// of the share itself.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Inner loss, the mean over the measurements of w r^2: r = ln(k t) - ln(-ln(1 - X)) / n, the error of the logarithm of the time at
/// which a share is reached, and w = (e (1 - X) (-ln(1 - X)))^2, the inverse variance of ln(-ln(1 - X)) for a constant noise of X, 1 at its
/// greatest. It is a parabola in ln k, Q and 1 / n. The squared error of X itself would have no gradient as long as the start says that
/// nothing or everything has transformed, which for half of all alloys it does.</para>
/// <para>A share below 0.04 or above 0.96, two standard deviations from the ends, only bounds the time: r counts where it is on the wrong
/// side, with weight 1/2.</para>
/// <para>Outer loss: the mean squared error of X.</para>
/// </remarks>
/// <param name="start">The alloy that the first outer step starts as.</param>
/// <param name="stepSizes">How far the inner steps go.</param>
internal sealed class KineticsAdaptation<T>(Alloy start, StepSizes<T> stepSizes)
    : NetAdaptation<T>(new KineticsModel<T>(start), PlotError, stepSizes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The least share that tells a time; below it there is a bound.</summary>
    public const double LeastShare = 2 * MeasurementPlan.Noise;

    private const double BoundWeight = 0.5;

    /// <inheritdoc/>
    public override string Description => $"{base.Description}, judged by shares";

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(episode);
        Variable<T> ordinates = Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation);
        return Nn.Loss.MeanSquaredError(KineticsModel<T>.Fractions(ordinates), episode[EpisodeNames.QueryTargets], 1);
    }

    /// <summary>The inner loss.</summary>
    /// <param name="ages">ln(k t) and n, [tasks..., examples, 2].</param>
    /// <param name="fractions">X as measured, [tasks..., examples, 1].</param>
    /// <param name="taskAxes">How many leading axes are kept.</param>
    public static Variable<T> PlotError(Variable<T> ages, Variable<T> fractions, int taskAxes = 0)
    {
        Tape<T> tape = ages.Tape;
        Variable<T> least = tape.Constant(T.CreateChecked(LeastShare));
        Variable<T> greatest = tape.Constant(T.CreateChecked(1 - LeastShare));
        Variable<T> bounded = fractions.Maximum(least).Minimum(greatest);
        Variable<T> left = -(-bounded).Log1P();
        Variable<T> difference = ages.Slice(-1, 0, 1) - (left.Log() / ages.Slice(-1, 1, 1));
        Variable<T> zero = tape.Zeros(Shape.Scalar);
        Variable<T> below = fractions.Less(least);
        Variable<T> above = fractions.Greater(greatest);
        Variable<T> counted = Variable.Where(
            below, difference.Maximum(zero), Variable.Where(above, difference.Minimum(zero), difference));
        Variable<T> told = (T.E * (T.One - bounded) * left).Square();
        Variable<T> bound = tape.Constant(T.CreateChecked(BoundWeight));
        Variable<T> weight = Variable.Where(below, bound, Variable.Where(above, bound, told));
        Shape kept = Shape.Create(fractions.Shape.Sizes[..taskAxes]);
        Variable<T> each = weight * counted.Square();
        return each.Reshape([.. kept.Sizes, fractions.Shape.ElementCount / kept.ElementCount]).Mean([taskAxes]);
    }
}
