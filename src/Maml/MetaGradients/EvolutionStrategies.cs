using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Evolution strategies (ES-MAML): the gradient of the smoothed loss after adaptation, L_s(theta) = E[L(theta + s e)], e of N(0,
/// I), estimated from losses alone, 1/(2 s P) sum over P pairs of (L(theta + s e) - L(theta - s e)) e. Of no outer derivative: neither the
/// inner steps are differentiated through, nor the way in which rollouts were sampled.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Without bias against the gradient of L_s for any number of pairs, and where the loss is that of sampled rollouts, of its expectation.
/// L_s differs from L by s^2/2 times the trace of its Hessian and terms of s^4: for a quadratic loss the gradients are the same. The
/// variance for a linear loss with gradient g is (|g|^2 I + g g') / P: it grows with the number of meta-parameters.
/// <para>Each task has perturbations of its own, named by (seed, purpose, iteration, task); both members of a pair meet the same noise and
/// the same random numbers in calls to the host. The loss told is that at theta. Parts that are assigned or frozen are not perturbed. Inner
/// gradients are taken as the adaptation asks for them.</para>
/// <para>Cost: 2 P + 1 adaptations of each task and no outer gradient. A task is recorded by itself, since its meta-parameters are its own:
/// recorded operations grow with the tasks of a block times pairs, so small blocks (<see cref="TrainingPlan{T}.TasksPerBlock"/> of 1) are
/// planned sooner. Source: Song, Gao, Yang, Choromanski, Pacchiano and Tang, ES-MAML: simple Hessian-free meta learning, 2020, algorithms 2
/// and 4; Salimans, Ho, Chen, Sidor and Sutskever, Evolution strategies as a scalable alternative to reinforcement learning, 2017.</para>
/// </remarks>
public sealed class EvolutionStrategies<T> : MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _deviation;
    private readonly int _pairs;

    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps; 0 or more.</param>
    /// <param name="deviation">s, the standard deviation of a perturbation; above 0.</param>
    /// <param name="pairs">P, the number of pairs of perturbations of a task; at least 1.</param>
    public EvolutionStrategies(int steps, double deviation = 0.05, int pairs = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        if (!double.IsFinite(deviation) || !(T.CreateSaturating(deviation) > T.Zero))
        {
            throw new ArgumentOutOfRangeException(
                nameof(deviation),
                FormattableString.Invariant(
                    $"The deviation of a perturbation is finite and above 0 in the element type, got {deviation}."));
        }

        (Steps, _deviation, _pairs) = (steps, deviation, pairs);
    }

    /// <inheritdoc/>
    public override string Name => "evolution strategies";

    /// <inheritdoc/>
    public override string Description
        => string.Create(CultureInfo.InvariantCulture, $"{Name} steps={Steps} deviation={_deviation:R} pairs={_pairs}");

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <summary>What the perturbations of a meta-parameter are for, in the name of their random numbers.</summary>
    /// <param name="parameter">The meta-parameter.</param>
    /// <param name="pair">The pair, from 0.</param>
    public static string PurposeOf(string parameter, int pair)
        => string.Create(CultureInfo.InvariantCulture, $"evolution strategies, pair {pair} of {parameter}");

    /// <inheritdoc/>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Variables<T> centre = meta.Detach();
        Variables<T> perturbed = new(centre.Where(entry => sources[entry.Key] == OuterSource.Gradient));
        Variables<T>? sum = null;
        for (int task = 0; task < episode.Tasks; task++)
        {
            Episode<T> alone = episode.Only(task);
            for (int pair = 0; pair < _pairs; pair++)
            {
                Variables<T> noise = new(perturbed.Select(entry => KeyValuePair.Create(
                    entry.Key,
                    alone.Noise(PurposeOf(entry.Key, pair), entry.Value.Shape, RandomNumberKind.Normal).Reshape(entry.Value.Shape))));
                Variable<T> difference = Loss(_deviation) - Loss(-_deviation);
                Variable<T> scale = difference.Reshape(Shape.Scalar) * T.CreateChecked(1 / (2 * _deviation * _pairs));
                Variables<T> direction = noise.Map(each => scale * each);
                sum = sum is null ? direction : sum + direction;

                Variable<T> Loss(double size)
                {
                    Variables<T> moved = new(centre.Select(entry => noise.TryGet(entry.Key, out Variable<T> along)
                        ? KeyValuePair.Create(entry.Key, entry.Value + (T.CreateChecked(size) * along))
                        : entry));
                    InnerCourse<T> course = new(adaptation, moved, alone, detached: true, use);
                    return course.Outer(Adapted(course, alone), Steps).Detach();
                }
            }
        }

        InnerCourse<T> told = new(adaptation, centre, episode, detached: true, use);
        Variables<T> x = Adapted(told, episode);
        return new(
            told.Outer(x, Steps),
            OuterDirection.Join(meta, sum ?? new([]), OuterDirection.AssignedBy(adaptation, centre, episode, x, sources)),
            told.Measures(x, Steps));
    }

    private Variables<T> Adapted(InnerCourse<T> course, Episode<T> episode)
    {
        Variables<T> x = course.Start();
        for (int step = 0; step < Steps; step++)
        {
            x = course.Step(x, new(episode, step));
        }

        return x;
    }
}
