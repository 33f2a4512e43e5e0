using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Everything that the result of a training depends on. Two runs of one plan end in the same bits, on any number of threads.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed record TrainingPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How tasks become a direction.</summary>
    public required MetaLearner<T> Learner { get; init; }

    /// <summary>Where tasks come from: task i of iteration n is number n * <see cref="MetaBatch"/> + i.</summary>
    public required ITaskDistribution<T> Tasks { get; init; }

    /// <summary>The number of outer steps.</summary>
    public required long Iterations { get; init; }

    /// <summary>The seed of initial parameters and tasks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of tasks of an iteration.</summary>
    public int MetaBatch { get; init; } = 25;

    /// <summary>The outer optimizer; Adam by default.</summary>
    public Optimizer<T> OuterOptimizer { get; init; } = new Adam<T>();

    /// <summary>The outer step size; 0.001 by default.</summary>
    public Schedule OuterStepSize { get; init; } = 1e-3;

    /// <summary>The greatest norm of the mean direction, over all meta-parameters together; unlimited by default.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The number of tasks that are computed together. It fixes the order of the sums, so it does not depend on the number of threads; by
    /// default an eighth of the meta-batch.</summary>
    public int? TasksPerBlock { get; init; }

    /// <summary>How the tasks of a block are computed.</summary>
    public TaskExecution Execution { get; init; }

    /// <summary>In which order chains of matrix products are computed. <see cref="ProductOrder.Cheapest"/> makes dense nets with few support examples
    /// faster, most of all by <see cref="TaskExecution.TaskAxis"/>, and differs from recording anew in the last bits.</summary>
    public ProductOrder Products { get; init; }

    /// <summary>The number of tasks in a block, the last one may have fewer.</summary>
    public int BlockSize => TasksPerBlock ?? ((MetaBatch + 7) / 8);

    /// <summary>The plan in words, without the number of iterations: a checkpoint is continued only by a plan with the same words.</summary>
    public string Fingerprint => string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(T).Name}; {Learner.Settings}; inner step {Learner.InnerLoop.Description}; tasks {Tasks.Description}; seed {Seed}; " +
        $"meta-batch {MetaBatch} in blocks of {BlockSize} by {Execution}; outer {OuterOptimizer.Description} {OuterStepSize.Description}; clip {ClipNorm?.ToString("R", CultureInfo.InvariantCulture) ?? "none"}{(Products == ProductOrder.AsRecorded ? string.Empty : "; products in the cheapest order")}");

    /// <summary>The plan in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Iterations} iterations; {Fingerprint}");

    /// <summary>The size of an outer step.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <exception cref="InvalidOperationException">The schedule gives a number that is negative or not finite.</exception>
    internal T OuterStepSizeAt(long iteration)
    {
        double size = OuterStepSize.At(iteration);
        return size >= 0 && double.IsFinite(size)
            ? T.CreateChecked(size)
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The outer step size of iteration {iteration} must be finite and 0 or more, got {size} from the schedule " +
                $"'{OuterStepSize.Description}'."));
    }

    /// <summary>Throws if a number makes no sense.</summary>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Learner);
        ArgumentNullException.ThrowIfNull(Tasks);
        RequireAtLeast(Iterations, 0, nameof(Iterations));
        RequireAtLeast(MetaBatch, 1, nameof(MetaBatch));
        RequireAtLeast(BlockSize, 1, nameof(TasksPerBlock));
        if (Learner.InnerLoop.CarriesState && (OuterOptimizer.Description != new Sgd<T>().Description || ClipNorm is not null))
        {
            throw new ArgumentException(
                $"An inner loop that carries its optimizer's state needs plain gradient descent without clipping as the outer step, got {OuterOptimizer.Description}" +
                $"{(ClipNorm is null ? string.Empty : " with ClipNorm")}: anything else could make a moment negative. Set OuterOptimizer to new Sgd<T>().");
        }

        foreach (long iteration in (long[])[0, Iterations])
        {
            if (Learner.InnerLoop.CarriesState && !(OuterStepSize.At(iteration) is >= 0 and <= 1))
            {
                throw new ArgumentException(
                    $"An inner loop that carries its optimizer's state needs outer steps of a size from 0 to 1, got {OuterStepSize.At(iteration)} in iteration " +
                    $"{iteration}: with a greater one a moment could become negative.");
            }
        }

        if (ClipNorm is { } bound && !(bound > 0 && T.IsFinite(T.CreateSaturating(bound)) && T.CreateSaturating(bound) > T.Zero))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"ClipNorm must be positive and finite in the element type, got {bound}; leave it null for no limit."));
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
