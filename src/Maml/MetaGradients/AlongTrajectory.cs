using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The objective of WarpGrad: the mean, over the states of the inner loop, of the outer loss one step on, with the states taken
/// for constants. Not the gradient of the loss after adaptation: nothing is differentiated through the trajectory.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// With x_(k+1) = F(x_k, theta) for an inner step: J = 1/K sum over k = 0..K-1 of Outer(F(x_k, theta)), x_k constant, and the direction is
/// its gradient by what of theta does not adapt: through each step, which has an inner gradient in it, and so exact and of second order for
/// J. What adapts under the name of a meta-parameter moves to where the steps lead, x_0 - x_K as in <see cref="Displacement{T}"/>, or
/// rests; J does not depend on it. What a start is made of besides is not differentiated. The loss told is Outer(x_K). Cost: an inner
/// gradient, an outer gradient and a Hessian-vector product for each step; memory: one step's graph. Source: Flennerhag et al.,
/// Meta-learning with warped gradient descent, 2020; that the terms are averaged, and x_0 - x_K for the start, where the paper takes any
/// other way for it (Leap, or none), are ours.
/// </remarks>
public sealed class AlongTrajectory<T> : MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _movesStart;

    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps; at least 1.</param>
    /// <param name="movesStart">Whether the start of what adapts moves to where the steps lead; where not, it stays as it is.</param>
    public AlongTrajectory(int steps, bool movesStart = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Steps, _movesStart) = (steps, movesStart);
    }

    /// <inheritdoc/>
    public override string Name => "along trajectory";

    /// <inheritdoc/>
    public override string Description
        => string.Create(CultureInfo.InvariantCulture, $"{Name} steps={Steps}{(_movesStart ? string.Empty : " start at rest")}");

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
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        InnerCourse<T> course = new(adaptation, meta, episode, detached: false, use);
        Variables<T> start = course.Start().Detach();
        Variables<T> shared = new(meta.Where(entry => sources[entry.Key] == OuterSource.Gradient && !start.TryGet(entry.Key, out _)));
        Variables<T> x = start;
        Variables<T> sum = shared.Map(static value => value.Tape.Zeros(value.Shape));
        Variable<T> losses = tape.Zeros([episode.Tasks]);
        for (int k = 0; k < Steps; k++)
        {
            int before = tape.Count;
            Variables<T> next = course.Step(x, new(episode, k));
            losses = course.Outer(next, k + 1);
            sum = shared.Count == 0 ? sum : (sum + tape.Gradient(losses.Sum(), shared, DerivativeUse.Differentiable)).Detach();
            (x, losses) = (next.Detach(), losses.Detach());
            if (use == DerivativeUse.Final)
            {
                IEnumerable<Variable<T>> scheduled = episode.ScheduledNumbers.Values.Select(static number => number.Variable);
                tape.ReleaseFrom(before, [.. x.Values, .. sum.Values, losses, .. scheduled]);
            }
        }

        Variables<T> moved = OuterDirection.MovedBy(adaptation, meta, start, x, sources);
        Variables<T> direction = sum.Map(value => (T.One / T.CreateChecked(Steps)) * value).Concat(_movesStart ? moved : new([]));
        Variables<T> assigned = OuterDirection.AssignedBy(adaptation, meta, episode, x, sources);
        return new(losses, OuterDirection.Join(meta, direction, assigned), course.Measures(x, Steps));
    }
}
