using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>How far the inner steps go: a constant, a schedule over the iterations, or learned numbers that are a part of the
/// meta-parameters. Open to users.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class StepSizes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The sizes in words, with all their numbers.</summary>
    public abstract string Description { get; }

    /// <summary>The same constant at every step.</summary>
    /// <param name="value">alpha; finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN, infinite or negative.</exception>
    public static StepSizes<T> Constant(double value) => new ConstantSizes(Finite(value, nameof(value)));

    /// <summary>A constant for each of the first steps; the last holds for those beyond.</summary>
    /// <param name="values">The sizes, at least one; finite and not negative.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is NaN, infinite or negative.</exception>
    public static StepSizes<T> PerStep(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count > 0
            ? new ConstantsPerStep([.. values.Select(static value => T.CreateChecked(Finite(value, nameof(values))))])
            : throw new ArgumentException("There is at least one step size, got none.", nameof(values));
    }

    /// <summary>A number that changes with the iteration.</summary>
    /// <param name="schedule">The number at each iteration.</param>
    public static StepSizes<T> Scheduled(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new ScheduledSizes(schedule);
    }

    /// <summary>Learned sizes, one for each parameter tensor or element, for all steps or for each step.</summary>
    /// <param name="initial">Where all start; above 0.</param>
    /// <param name="steps">The number of inner steps that have sizes of their own; later steps use the last. 1 for one size at all
    /// steps.</param>
    /// <param name="perElement">Whether each element has a size of its own, and not each tensor.</param>
    /// <param name="form">What the meta-parameter is.</param>
    /// <param name="largest">For <see cref="StepSizeForm.Bounded"/> the bound that no size passes, five times the initial one by
    /// default.</param>
    /// <remarks>Source: Li et al., Meta-SGD: learning to learn quickly for few-shot learning, 2017 (per element, signed); Antoniou, Edwards
    /// and Storkey, How to train your MAML, 2019 (per tensor and step); the bound is ours: an inner loop that steps too far once can make a
    /// loss infinite, and small sizes, learned as they stand, are thrown about by outer steps of a tenth of them.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public static StepSizes<T> Learned(
        double initial, int steps = 1, bool perElement = false, StepSizeForm form = StepSizeForm.Bounded, double? largest = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        double bound = largest ?? (5 * initial);
        return Enum.IsDefined(form) && T.IsFinite(T.CreateChecked(bound)) && initial > 0
            && (form != StepSizeForm.Bounded || initial < bound)
            ? new LearnedSizes(initial, bound, steps, perElement, form)
            : throw new ArgumentOutOfRangeException(
                nameof(initial),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Learned step sizes start above 0 and below their bound, which is finite in the element type, got {initial} with " +
                        $"the bound {bound} as {form}."));
    }

    /// <summary>The meta-parameters of learned sizes; none for others.</summary>
    /// <param name="adapting">The parameters that adapt, without a task axis.</param>
    public virtual IReadOnlyList<ParameterSpecification<T>> Parameters(IReadOnlyList<ParameterSpecification<T>> adapting) => [];

    /// <summary>The sizes at a step.</summary>
    /// <param name="adapting">The parameters that adapt, [tasks, ...] each.</param>
    /// <param name="own">The meta-parameters that <see cref="Parameters"/> asked for, under the names that it gave.</param>
    /// <param name="at">The step.</param>
    public abstract StepSize<T> At(Variables<T> adapting, Variables<T> own, InnerStep<T> at);

    private static double Finite(double value, string name) => value >= 0 && T.IsFinite(T.CreateChecked(value))
        ? value
        : throw new ArgumentOutOfRangeException(
            name,
            string.Create(
                CultureInfo.InvariantCulture, $"The size of an inner step must be finite in the element type and 0 or more, got {value}."));

    private sealed class ConstantSizes(double value) : StepSizes<T>
    {
        private readonly T _value = T.CreateChecked(value);

        public override string Description => string.Create(CultureInfo.InvariantCulture, $"{_value}");

        public override StepSize<T> At(Variables<T> adapting, Variables<T> own, InnerStep<T> at) => _value;
    }

    private sealed class ConstantsPerStep(T[] values) : StepSizes<T>
    {
        public override string Description
            => string.Join('/', values.Select(static value => value.ToString(null, CultureInfo.InvariantCulture)));

        public override StepSize<T> At(Variables<T> adapting, Variables<T> own, InnerStep<T> at)
            => at.Row(at.Episode.Tape.Constant(values, [values.Length]));
    }

    private sealed class ScheduledSizes(Schedule schedule) : StepSizes<T>
    {
        public override string Description => schedule.Description;

        public override StepSize<T> At(Variables<T> adapting, Variables<T> own, InnerStep<T> at)
            => at.Episode.Scheduled("inner step size", schedule);
    }

    private sealed class LearnedSizes(double initial, double largest, int steps, bool perElement, StepSizeForm form) : StepSizes<T>
    {
        public override string Description => string.Create(
            CultureInfo.InvariantCulture,
            $"learned per {(perElement ? "element" : "tensor")} for {steps} steps from {initial:R} " +
                $"{form}{(form == StepSizeForm.Bounded ? $" below {largest.ToString("R", CultureInfo.InvariantCulture)}" : string.Empty)}");

        private double Start => form switch
        {
            StepSizeForm.Bounded => Math.Log(initial / (largest - initial)),
            StepSizeForm.Positive => Math.Log(initial),
            _ => initial,
        };

        public override IReadOnlyList<ParameterSpecification<T>> Parameters(IReadOnlyList<ParameterSpecification<T>> adapting)
            => [.. adapting.Select(parameter => new ParameterSpecification<T>(
                parameter.Name, perElement ? parameter.Shape.Prepend(steps) : [steps], Initializers.Constant(T.CreateChecked(Start))))];

        public override StepSize<T> At(Variables<T> adapting, Variables<T> own, InnerStep<T> at)
            => new Variables<T>(adapting.Names.Select(name => KeyValuePair.Create(name, SizeOf(at.Row(own[name])))));

        private Variable<T> SizeOf(Variable<T> learned) => form switch
        {
            StepSizeForm.Bounded => T.CreateChecked(largest) * learned.Sigmoid(),
            StepSizeForm.Positive => learned.Exp(),
            _ => learned,
        };
    }
}

/// <summary>What of a learned step size is the meta-parameter.</summary>
public enum StepSizeForm
{
    /// <summary>size = largest / (1 + exp(-s)): between 0 and a bound, changed by a proportion.</summary>
    Bounded,

    /// <summary>size = exp(s): above 0, changed by a proportion.</summary>
    Positive,

    /// <summary>size = s, with its sign: a step may also climb. Meta-SGD's.</summary>
    Signed,
}
