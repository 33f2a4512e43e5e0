using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Exact, with the memory of one step: the states x_0 to x_K are kept on the way forward, and the way back takes one step at a
/// time.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// With x_(k+1) = F(x_k, theta) for an inner step, everything that changes while adapting being part of x (the rule's state, statistics),
/// and w_k for the weights of the outer losses: u_K = w_K dOuter(x_K)/dx, u_k = (dF/dx)' u_(k+1) + w_k dOuter(x_k)/dx, and the
/// meta-gradient is the sum of (dF/dtheta)' u_(k+1), of w_k dOuter(x_k)/dtheta and of (dx_0/dtheta)' u_0. That is what
/// <see cref="Unrolled{T}"/> computes, in another order of sums.
/// <para>As programs there are five (the start, a step, the end, and the derivatives of a step and of the start), however many steps are
/// taken: 1,000 are planned as fast as one. Memory: the graph of one step, and K copies of x; with every n-th kept, K / n + n copies, and
/// the steps between are taken twice. The least memory is at n = sqrt(K). Cost: a step forward, another forward and one backward for each
/// step; one forward more where not every x is kept. Calls to the host are made on the way forward alone, and what they gave is kept for
/// the way back.</para>
/// <para>Source: Pontryagin's costate equations for the discrete system x_(k+1) = F(x_k); every n-th state kept: Griewank and Walther,
/// Evaluating derivatives, 2nd ed. 2008, section 12.2.</para>
/// </remarks>
public sealed class TrajectoryAdjoint<T> : MetaGradient<T>, ITrajectoryWay<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // So many that a second step, with its own number and state, is among them.
    private const int CheckedSteps = 2;

    private readonly StepWeights<T> _weights;

    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps; by default only the last counts.</param>
    /// <param name="keepEvery">Every how many steps x is kept; 1 for all.</param>
    public TrajectoryAdjoint(int steps, IReadOnlyList<double>? weights = null, int keepEvery = 1)
        : this(new StepWeights<T>(steps, weights), keepEvery)
    {
    }

    /// <summary>Describes the way with weights that follow the iteration.</summary>
    /// <param name="steps">K, the number of inner steps.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps at each iteration; null for a loss that never
    /// counts.</param>
    /// <param name="keepEvery">Every how many steps x is kept; 1 for all.</param>
    /// <exception cref="ArgumentException">There are not K + 1 of them, or none counts.</exception>
    public TrajectoryAdjoint(int steps, IReadOnlyList<Schedule?> weights, int keepEvery = 1)
        : this(new StepWeights<T>(steps, weights), keepEvery)
    {
    }

    internal TrajectoryAdjoint(StepWeights<T> weights, int keepEvery)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepEvery, 1);
        _weights = weights;
        KeepEvery = Math.Min(keepEvery, Math.Max(1, weights.Steps));
    }

    /// <inheritdoc/>
    /// <remarks>By the other way: the certificate holds this one against it.</remarks>
    public override MetaGradient<T> AsExact => new Unrolled<T>(_weights);

    /// <inheritdoc/>
    public override MetaGradient<T> AsFirstOrder => new FirstOrder<T>(_weights);

    /// <inheritdoc/>
    internal override StepWeights<T> OuterWeights => _weights;

    /// <inheritdoc/>
    public override string Name => "trajectory adjoint";

    /// <inheritdoc/>
    public override string Description
        => FormattableString.Invariant($"{Name} {_weights.Description}{KeptInWords(KeepEvery)}");

    /// <summary>Which x are kept, behind other words; nothing where all are.</summary>
    internal static string KeptInWords(int keepEvery)
        => keepEvery == 1 ? string.Empty : FormattableString.Invariant($", one x in {keepEvery} kept");

    /// <inheritdoc/>
    public override bool IsExact => true;

    /// <inheritdoc/>
    public override int Steps => _weights.Steps;

    /// <summary>Every how many steps x is kept.</summary>
    public int KeepEvery { get; }

    /// <inheritdoc/>
    bool ITrajectoryWay<T>.WalksBack => true;

    /// <inheritdoc/>
    internal override ITrajectoryWay<T> Trajectory => this;

    /// <inheritdoc/>
    internal override MetaGradient<T> Shortened
        => Steps <= CheckedSteps ? this : new TrajectoryAdjoint<T>(_weights.AtMost(CheckedSteps), 1);

    /// <inheritdoc/>
    /// <remarks>Recorded on a tape every x is kept, and with <see cref="DerivativeUse.Final"/> of each step nothing else.</remarks>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        Tape<T> tape = episode.Tape;
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Variables<T> descended = new(meta.Where(entry => sources[entry.Key] == OuterSource.Gradient));
        InnerCourse<T> forward = new(adaptation, meta, episode, detached: true, use);
        InnerCourse<T> course = new(adaptation, meta, episode, detached: false, use);
        var path = new Variables<T>[Steps + 1];
        var hosts = new HostResults<T>[Steps];
        HostResults<T> startHosts = HostResults<T>.Keeping();
        HostResults<T>? outside = episode.Hosts;
        try
        {
            path[0] = With(startHosts, () => course.Start().Detach());
            for (int k = 0; k < Steps; k++)
            {
                int before = tape.Count;
                hosts[k] = HostResults<T>.Keeping();
                path[k + 1] = With(hosts[k], () => forward.Step(path[k], new(episode, k)).Detach());
                Release(before, [.. path[k + 1].Values, .. hosts[k].Results.Values]);
            }

            episode.Hosts = outside;
            IReadOnlyList<Measure<T>> measures = course.Measures(path[Steps], Steps);
            Variables<T> assigned = OuterDirection.AssignedBy(adaptation, meta, episode, path[Steps], sources);
            Variable<T>? losses = null;
            Variables<T>? cotangent = null;
            Variables<T>? direction = null;
            for (int k = Steps; k >= 0; k--)
            {
                int before = tape.Count;
                if (cotangent is not null)
                {
                    Variables<T> taken = With(hosts[k].Again(), () => course.Step(path[k], new(episode, k)));
                    (cotangent, direction) = Back(TrajectoryPrograms<T>.Contract(taken, cotangent, tape), path[k], direction, null);
                }

                if (k == Steps || _weights.Counts(k))
                {
                    episode.Hosts = outside;

                    // A loss that does not count may be infinite, and 0 times that is no number.
                    Variable<T> loss = _weights.Counts(k)
                        ? _weights.Weigh(course.Outer(path[k], k), k, episode) : tape.Zeros([episode.Tasks]);
                    losses = (losses is { } later ? later + loss : loss).Detach();
                    (cotangent, direction) = Back(loss.Sum(), path[k], direction, cotangent);
                }

                Release(before, [losses!.Value, .. cotangent!.Values, .. direction!.Values]);
            }

            Variables<T> start = With(startHosts.Again(), course.Start);
            Variable<T> product = TrajectoryPrograms<T>.Contract(start, cotangent!, tape);
            if (descended.Count > 0)
            {
                direction = direction! + tape.Gradient(product, descended, use);
            }

            return new(losses!.Value, OuterDirection.Join(meta, direction!, assigned), measures);
        }
        finally
        {
            episode.Hosts = outside;
        }

        TResult With<TResult>(HostResults<T> results, Func<TResult> record)
        {
            episode.Hosts = results;
            return record();
        }

        (Variables<T> Cotangent, Variables<T> Direction) Back(Variable<T> number, Variables<T> x, Variables<T>? sum, Variables<T>? more)
        {
            ReadOnlySpan<Variable<T>> gradients = tape.Gradient(number, [.. x.Values, .. descended.Values], use);
            Variables<T> byX = x.WithValues(gradients[..x.Count]);
            Variables<T> byMeta = descended.WithValues(gradients[x.Count..]);
            return ((more is null ? byX : more + byX).Detach(), (sum is null ? byMeta : sum + byMeta).Detach());
        }

        void Release(int place, Variable<T>[] keep)
        {
            if (use == DerivativeUse.Final)
            {
                tape.ReleaseFrom(place, [.. keep, .. episode.ScheduledNumbers.Values.Select(static number => number.Variable)]);
            }
        }
    }

    /// <inheritdoc/>
    T ITrajectoryWay<T>.WeightOf(int steps, long iteration) => _weights.At(steps, iteration);

    /// <inheritdoc/>
    Variables<T> ITrajectoryWay<T>.End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variable<T> weight)
    {
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(course.Adaptation);
        Variables<T> descended = new(course.Meta.Where(entry => sources[entry.Key] == OuterSource.Gradient));
        Variable<T> losses = weight * course.Outer(x, at);
        ReadOnlySpan<Variable<T>> gradients = losses.Tape.Gradient(losses.Sum(), [.. x.Values, .. descended.Values]);
        return new MetaOutcome<T>(
            losses,
            OuterDirection.Join(
                course.Meta, descended.WithValues(gradients[x.Count..]),
                OuterDirection.AssignedBy(course.Adaptation, course.Meta, at.Episode, x, sources)),
            course.Measures(x, at)).Named().Concat(x.WithValues(gradients[..x.Count]).Prefixed(TrajectoryNames.Cotangent));
    }
}
