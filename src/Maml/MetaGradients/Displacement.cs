using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The displacement x_0 - x_K of what adapts (Reptile): the outer step moves some of the way to where the inner steps lead. Not
/// the gradient of any loss after adaptation.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// With an outer step of size epsilon by plain gradient descent this is theta + epsilon * mean(theta_K - theta). Give the adaptation an
/// inner batch smaller than the support set and each inner step sees other examples, the form for which the method's expansion holds: the
/// mean direction is then a sum of gradients and of terms that raise the inner product of the gradients of different batches. What adapts
/// under the name of a meta-parameter moves it; other meta-parameters have direction 0. Memory: one step's graph. Source: Nichol, Achiam
/// and Schulman, On first-order meta-learning algorithms, 2018, algorithms 1 and 2, section 5.
/// </remarks>
public sealed class Displacement<T> : MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps; at least 1. With K = 1 and one task it is ordinary training on all tasks.</param>
    public Displacement(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Steps = steps;
    }

    /// <inheritdoc/>
    public override string Name => "displacement";

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{Name} steps={Steps}");

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <inheritdoc/>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        Tape<T> tape = episode.Tape;
        Variables<T> constant = meta.Detach();
        InnerCourse<T> course = new(adaptation, constant, episode, detached: true, use);
        Variables<T> start = course.Start().Detach();
        Variables<T> x = start;
        (int earlier, int previous) = (tape.Count, tape.Count);
        for (int k = 0; k < Steps; k++)
        {
            int before = tape.Count;
            Variables<T> next = course.Step(x, new(episode, k)).Detach();
            if (use == DerivativeUse.Final)
            {
                // Nothing needs x of the step before any more; it lies at the end of the step that led there. A scheduled number is one for
                // all steps, and lies in the step that first asked for it.
                tape.ReleaseFrom(
                    earlier, [.. x.Values, .. next.Values, .. episode.ScheduledNumbers.Values.Select(static number => number.Variable)]);
                (earlier, previous) = (previous, before);
            }

            x = next;
        }

        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Variables<T> moved = OuterDirection.MovedBy(adaptation, meta, start, x, sources);
        if (moved.Count == 0)
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name}: nothing that adapts has the name of a meta-parameter that is descended, so no " +
                    $"displacement would move any; x has [{string.Join(", ", start.Names)}].");
        }

        // What was learned is told by the outer loss, on which it is not trained.
        return new(
            course.Outer(x, Steps), OuterDirection.Join(meta, moved, OuterDirection.AssignedBy(adaptation, constant, episode, x, sources)),
            course.Measures(x, Steps));
    }
}
