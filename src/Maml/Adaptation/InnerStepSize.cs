using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>How far the inner steps go.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class InnerStepSize<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The same constant at every step.</summary>
    /// <param name="value">alpha; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public static InnerStepSize<T> Constant(double value)
        => new ConstantSize(FiniteNumber.NotNegative<T>(value, "The size of an inner step", nameof(value)));

    /// <summary>A learned number for each parameter tensor and each inner step: largest / (1 + exp(-s)), with s the meta-parameter.</summary>
    /// <param name="initial">Where all start; above 0 and below <paramref name="largest"/>.</param>
    /// <param name="steps">The number of inner steps that have sizes of their own; later steps use the last.</param>
    /// <param name="largest">The bound that no size passes, five times the initial one by default. An inner loop that steps too far once can make
    /// a loss infinite, and with that the training ends.</param>
    /// <remarks>Small sizes change by a proportion, whatever their magnitude: learned as they stand, sizes near 0.01 are thrown about by outer
    /// steps of 0.001. Source: Li et al., Meta-SGD, 2017 (learned sizes); Antoniou, Edwards and Storkey, How to train your MAML, 2019 (per layer
    /// and per step); the bound is ours.</remarks>
    public static InnerStepSize<T> Learned(double initial, int steps, double? largest = null)
    {
        double bound = largest ?? (5 * initial);
        if (!(initial > 0 && initial < bound && T.IsFinite(T.CreateSaturating(bound))))
        {
            throw new ArgumentOutOfRangeException(
                nameof(initial), $"Learned step sizes start above 0 and below their bound, got {initial} with the bound {bound}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new LearnedSizes(initial, bound, steps);
    }

    /// <summary>The sizes in words.</summary>
    public abstract string Description { get; }

    /// <summary>The meta-parameters that this adds to those of the net; empty for constants.</summary>
    /// <param name="model">The net.</param>
    public abstract Parameters<T> InitialMetaParameters(Module<T> model);

    /// <summary>The number of steps, from the first, whose sizes differ from each other; all later ones are as the last of them.</summary>
    internal abstract int DistinctSteps { get; }

    /// <summary>The size at a step.</summary>
    /// <param name="parameters">The net's parameters, for their names.</param>
    /// <param name="own">The meta-parameters that <see cref="InitialMetaParameters"/> added, in its order.</param>
    /// <param name="step">The inner step, from 0.</param>
    internal abstract StepSize<T> At(Variables<T> parameters, ReadOnlySpan<Variable<T>> own, int step);

    private sealed class ConstantSize(T value) : InnerStepSize<T>
    {
        public override string Description => string.Create(CultureInfo.InvariantCulture, $"{value}");

        internal override int DistinctSteps => 1;

        public override Parameters<T> InitialMetaParameters(Module<T> model) => new([]);

        internal override StepSize<T> At(Variables<T> parameters, ReadOnlySpan<Variable<T>> own, int step) => value;
    }

    private sealed class LearnedSizes(double initial, double largest, int steps) : InnerStepSize<T>
    {
        public override string Description
            => string.Create(CultureInfo.InvariantCulture, $"learned for {steps} steps from {initial:R} below {largest:R}");

        internal override int DistinctSteps => steps;

        public override Parameters<T> InitialMetaParameters(Module<T> model)
        {
            ArgumentNullException.ThrowIfNull(model);
            T logit = T.CreateChecked(Math.Log(initial / (largest - initial)));
            return new(
                from step in Enumerable.Range(0, steps)
                from parameter in model.Parameters
                select KeyValuePair.Create($"step_size_logit.{step}.{parameter.Name}", Tensors.Wrap([logit], [1])));
        }

        internal override StepSize<T> At(Variables<T> parameters, ReadOnlySpan<Variable<T>> own, int step)
        {
            int from = Math.Min(step, steps - 1) * parameters.Count;
            var sizes = new Variable<T>[parameters.Count];
            for (int k = 0; k < sizes.Length; k++)
            {
                sizes[k] = T.CreateChecked(largest) * own[from + k].Sigmoid();
            }

            return parameters.WithValues(sizes);
        }
    }
}
