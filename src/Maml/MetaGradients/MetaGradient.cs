using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How the outcome of an adaptation is differentiated by the meta-parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <list type="table">
/// <listheader><term>way</term><description>exact; memory in inner steps K</description></listheader>
/// <item><term><see cref="Unrolled{T}"/></term><description>yes; grows with K</description></item>
/// <item><term><see cref="TrajectoryAdjoint{T}"/></term><description>yes; one step's graph and the states kept on the
/// way</description></item>
/// <item><term><see cref="Implicit{T}"/></term><description>at the optimum of the inner loss; one step's graph</description></item>
/// <item><term><see cref="FirstOrder{T}"/></term><description>no (FOMAML); one step's graph</description></item>
/// <item><term><see cref="EvolutionStrategies{T}"/></term><description>no, of a smoothed loss, without outer derivatives; each
/// perturbation's graph</description></item>
/// <item><term><see cref="AlongTrajectory{T}"/></term><description>no, of an objective of its own (WarpGrad); one step's
/// graph</description></item>
/// <item><term><see cref="Displacement{T}"/></term><description>no (Reptile); one step's graph</description></item>
/// </list>
/// </remarks>
public abstract class MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in listings and results.</summary>
    public abstract string Name { get; }

    /// <summary>The way in words, with all its numbers.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the direction is the gradient of the loss after adaptation, with nothing left out.</summary>
    public abstract bool IsExact { get; }

    /// <summary>The number of inner steps K.</summary>
    public abstract int Steps { get; }

    /// <summary>The exact way of the same steps and weights; null where this is not a gradient of the loss after adaptation.</summary>
    public virtual MetaGradient<T>? AsExact => null;

    /// <summary>First order with the same steps and weights; null where this is not a gradient of the loss after adaptation.</summary>
    public virtual MetaGradient<T>? AsFirstOrder => null;

    /// <summary>The way that a learner of so many steps was given, or unrolled.</summary>
    internal static MetaGradient<T> Of(int steps, MetaGradient<T>? given)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return given is null || given.Steps == steps
            ? given ?? new Unrolled<T>(steps)
            : throw new ArgumentException(
                $"The learner takes {steps} inner steps, and the way '{given.Name}' that it was given takes {given.Steps}: give both the " +
                    "same number.",
                nameof(given));
    }

    /// <summary>How it is computed step by step by programs that serve all steps; null for a way that becomes one program with all its
    /// steps.</summary>
    internal virtual ITrajectoryWay<T>? Trajectory => null;

    /// <summary>The weights of the outer losses, where the way has them.</summary>
    internal virtual StepWeights<T>? OuterWeights => null;

    /// <summary>The same way with so few steps that recording it costs little, for checks that hold for any number of them.</summary>
    internal virtual MetaGradient<T> Shortened => this;

    /// <summary>Losses, measures and the direction.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="episode">The tasks.</param>
    /// <param name="use">Whether everything the direction was computed from is to stay on the tape because it becomes a program. Recording
    /// operation by operation only wants its value.</param>
    public abstract MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final);
}

/// <summary>What comes of some tasks.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Losses">The loss of each task, [tasks].</param>
/// <param name="Direction">Summed over the tasks, for each meta-parameter by name and shape: what the outer step descends; for what is
/// assigned old less new; zeros for what is frozen.</param>
/// <param name="Measures">What is told beside the loss, [tasks] each.</param>
public sealed record MetaOutcome<T>(Variable<T> Losses, Variables<T> Direction, IReadOnlyList<Measure<T>> Measures)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Everything under the names of a <see cref="MetaProgram{T}"/>'s outputs.</summary>
    internal Variables<T> Named() => new Variables<T>([KeyValuePair.Create(EpisodeNames.Losses, Losses)])
        .Concat(Direction.Prefixed(EpisodeNames.Direction))
        .Concat(
            new Variables<T>(Measures.Select(static measure => KeyValuePair.Create(measure.Name, measure.Values)))
                .Prefixed(EpisodeNames.Measure));
}
