using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Everything that the result of a training depends on. Two runs of one plan end in the same bits, on any number of
/// threads.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed record TrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How tasks become a direction.</summary>
    public required Learner<T> Learner { get; init; }

    /// <summary>Where tasks come from: task i of iteration n is number n * <see cref="MetaBatch"/> + i.</summary>
    public required ITaskDistribution<T> Tasks { get; init; }

    /// <summary>The number of outer steps.</summary>
    public required long Iterations { get; init; }

    /// <summary>The seed of initial parameters and tasks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of tasks of an iteration.</summary>
    public int MetaBatch { get; init; } = 25;

    /// <summary>The optimizer of those parts of the meta-parameters that have no rule of their own; Adam by default.</summary>
    public Optimizer<T> OuterOptimizer { get; init; } = new Adam<T>();

    /// <summary>The outer step size, also of rules that have none of their own; 0.001 by default.</summary>
    public Schedule OuterStepSize { get; init; } = 1e-3;

    /// <summary>The greatest norm of the mean direction, over all parts without a rule of their own together; unlimited by
    /// default.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>How the outer step finds its way where it looks at losses elsewhere before it goes: a trust region, several steps on the
    /// same data. By default it does not look, and the outer optimizer takes its step. All parts of the meta-parameters are in it. With
    /// <see cref="NaturalStep{T}"/>, <see cref="OuterOptimizer"/>, <see cref="OuterStepSize"/> and <see cref="ClipNorm"/> play no part;
    /// <see cref="RepeatedSteps{T}"/> takes its steps by them.</summary>
    public OuterSearch<T>? Search { get; init; }

    /// <summary>The number of tasks that are computed together. It fixes the order of the sums, so it does not depend on the number of
    /// threads; by default an eighth of the meta-batch. 1 is a loop over the tasks. Within a block, tasks of one layout are computed
    /// together.</summary>
    public int? TasksPerBlock { get; init; }

    /// <summary>In which order chains of matrix products are computed. <see cref="ProductOrder.Cheapest"/> makes dense nets with few
    /// support examples faster, most of all with several tasks a block, and differs from recording anew in the last bits.</summary>
    public ProductOrder Products { get; init; }

    /// <summary>The number of tasks in a block; the last one may have fewer.</summary>
    public int BlockSize => TasksPerBlock ?? ((MetaBatch + 7) / 8);

    /// <summary>The plan in words, without the number of iterations: a checkpoint is continued only by a plan with the same
    /// words.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(T).Name}; {Learner.Description}; tasks {Tasks.Description}; seed {Seed}; meta-batch {MetaBatch} in blocks of " +
            $"{BlockSize}; outer {OuterRules.Description}" +
        $"{(Search is null ? string.Empty : $"; search {Search.Description}")}" +
        $"{(Products == ProductOrder.AsRecorded ? string.Empty : "; products in the cheapest order")}");

    /// <summary>What the plan's way of differentiating, and the others that its learner could take, would need in memory, before anything
    /// is trained. Records and plans each for a block of the first task's layout. With a <see cref="Search"/> only the ways that it takes;
    /// the programs by which it asks are not counted and come on top.</summary>
    /// <returns>First the plan's own way, in its last phase.</returns>
    public IReadOnlyList<MemoryEstimate> Estimate() => MemoryEstimate.Of(this);

    /// <summary>The plan in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Iterations} iterations; {Description}");

    /// <summary>What an outer step does with each part.</summary>
    public OuterRules<T> OuterRules => new(Learner.Adaptation.Parts, OuterOptimizer, OuterStepSize, ClipNorm);

    /// <summary>Throws if a number makes no sense.</summary>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Learner);
        ArgumentNullException.ThrowIfNull(Tasks);
        RequireAtLeast(Iterations, 0, nameof(Iterations));
        RequireAtLeast(MetaBatch, 1, nameof(MetaBatch));
        RequireAtLeast(BlockSize, 1, nameof(TasksPerBlock));
        if (ClipNorm is { } bound && !(bound > 0 && T.IsFinite(T.CreateSaturating(bound)) && T.CreateSaturating(bound) > T.Zero))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"ClipNorm must be positive and finite in the element type, got {bound}; leave it null for no limit."));
        }

        if (Search is not null)
        {
            RequireSearchable();
        }

        foreach (MetaPart<T> part in Learner.Adaptation.Parts.Where(static part => part.Rule?.Source == OuterSource.Assigned))
        {
            Schedule rate = part.Rule!.StepSize ?? OuterStepSize;
            foreach (long iteration in (long[])[0, Iterations])
            {
                if (!(rate.At(iteration) is >= 0 and <= 1))
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The part '{part.Name}' is assigned with a rate from 0 to 1, got {rate.At(iteration)} in iteration {iteration}: " +
                            $"with a greater one it would overshoot what the tasks assign, and a mean square could become negative. " +
                            $"Choose an {nameof(OuterStepSize)} within that, or give the rule a rate of its own."));
                }
            }
        }
    }

    /// <summary>Whether an outer search takes a way to differentiate.</summary>
    internal static bool IsSearchable(MetaGradient<T> gradient)
        => gradient is Unrolled<T> or FirstOrder<T> && gradient.OuterWeights!.IsLastAlone;

    private void RequireSearchable()
    {
        if (Learner.Adaptation.Parts.FirstOrDefault(static part => part.Rule is not null) is { } ruled)
        {
            throw new ArgumentException(
                $"An outer search moves all parts together, and the part '{ruled.Name}' has a rule of its own, " +
                    $"'{ruled.Rule!.Description}': leave the rule out, or train without a search.");
        }

        for (int phase = 0; phase < Learner.PhaseCount; phase++)
        {
            MetaGradient<T> gradient = Learner.GradientIn(phase);
            if (!IsSearchable(gradient))
            {
                throw new ArgumentException(
                    "An outer search takes a way that is unrolled or of first order and judges after the last step alone, got " +
                        $"'{gradient.Description}'.");
            }
        }
    }

    private static void RequireAtLeast(long value, long least, string name)
    {
        if (value < least)
        {
            throw new ArgumentException($"{name} of a training plan must be at least {least}, got {value}.");
        }
    }
}
