using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>By the implicit function theorem at the optimum of the inner problem: with the memory of one step, however many were taken to
/// get there.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Where the gradient F(x, theta) of the inner loss by x is zero, x is a function of theta with dx/dtheta = -H^-1 dF/dtheta, H = dF/dx
/// being the Hessian of the inner loss. So the meta-gradient is dOuter/dtheta - (dF/dtheta)' v with H v = dOuter/dx, task by task and on
/// the adapting parameters alone. v comes of conjugate gradients, one Hessian-vector product a turn, or of Nystrom's approximation of H by
/// some of its columns. It is exact at the optimum and as far off as x_K is from it: the norm of F is told as the measure
/// <c>inner gradient norm</c>. An inner loss with a proximal term keeps the optimum near theta and H well conditioned. What only the way to
/// the optimum depends on (the start, step sizes, the optimizer's state) has no share in it, and direction 0.
/// <para>Refused where the inner loss is another one at each step: inner batches, noise, calls to the host. Cost: K inner gradients and one
/// Hessian-vector product a turn or column. Source: Rajeswaran et al., Meta-learning with implicit gradients, 2019, equations 6 to 8;
/// Nystrom: Hataya and Yamada, Nystrom method for accurate and scalable implicit differentiation, 2023.</para>
/// </remarks>
public sealed class Implicit<T> : MetaGradient<T>, ITrajectoryWay<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The measure that tells how far from the optimum the gradient was taken.</summary>
    public const string Distance = "inner gradient norm";

    private const int CheckedSteps = 2;

    private readonly T _damping;
    private readonly T _tolerance;
    private readonly int? _columns;

    /// <summary>By conjugate gradients.</summary>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1.</param>
    /// <param name="turns">The most turns of conjugate gradients; at least 1.</param>
    /// <param name="tolerance">A task's turns end when the residual is so much smaller than the right side; 0 for all turns.</param>
    /// <param name="damping">What is added to the Hessian's diagonal; 0 or more.</param>
    /// <remarks>A task's turns end as well where they meet a direction in which the Hessian does not curve upwards.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public Implicit(int steps, int turns = 20, double tolerance = 0, double damping = 0)
        : this(steps, turns, tolerance, damping, columns: null)
    {
    }

    private Implicit(int steps, int turns, double tolerance, double damping, int? columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        if (!(tolerance >= 0 && tolerance < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tolerance), FormattableString.Invariant($"The tolerance is from 0 to below 1, got {tolerance}."));
        }

        if (!(damping >= 0 && T.IsFinite(T.CreateChecked(damping))) || (columns is not null && T.CreateChecked(damping) == T.Zero))
        {
            throw new ArgumentOutOfRangeException(
                nameof(damping),
                FormattableString.Invariant($"The damping is finite and 0 or more, above 0 with Nystrom's approximation, got {damping}."));
        }

        (Steps, Turns, Tolerance, Damping, _columns) = (steps, turns, tolerance, damping, columns);
        (_damping, _tolerance) = (T.CreateChecked(damping), T.CreateChecked(tolerance));
    }

    /// <inheritdoc/>
    public override string Name => "implicit";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} steps={Steps} {(_columns is { } columns ? $"columns={columns}" : $"turns={Turns} tolerance={Tolerance:R}")} " +
            $"damping={Damping:R}");

    /// <inheritdoc/>
    /// <remarks>At the optimum alone, which no number of steps need reach.</remarks>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override MetaGradient<T> AsExact => new Unrolled<T>(Steps);

    /// <inheritdoc/>
    public override MetaGradient<T> AsFirstOrder => new FirstOrder<T>(Steps);

    /// <inheritdoc/>
    public override int Steps { get; }

    /// <summary>The most turns of conjugate gradients.</summary>
    public int Turns { get; }

    /// <summary>How much smaller than the right side a task's residual is when its turns end.</summary>
    public double Tolerance { get; }

    /// <summary>What is added to the Hessian's diagonal.</summary>
    public double Damping { get; }

    /// <inheritdoc/>
    bool ITrajectoryWay<T>.WalksBack => false;

    /// <inheritdoc/>
    int ITrajectoryWay<T>.KeepEvery => 1;

    /// <inheritdoc/>
    internal override ITrajectoryWay<T> Trajectory => this;

    /// <inheritdoc/>
    internal override MetaGradient<T> Shortened
        => Steps <= CheckedSteps ? this : new Implicit<T>(CheckedSteps, Turns, Tolerance, Damping, _columns);

    /// <summary>By Nystrom's approximation of the Hessian from its first columns, H ~ C W^-1 C', inverted by Woodbury's formula: v = (b - C
    /// (damping W + C'C)^-1 C' b) / damping.</summary>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1.</param>
    /// <param name="columns">How many columns, spread evenly over the adapting parameters; at least 1. With all of them it is that of the
    /// damped Hessian, to rounding.</param>
    /// <param name="damping">What is added to the Hessian's diagonal; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public static Implicit<T> Nystrom(int steps, int columns, double damping)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return new(steps, 1, 0, damping, columns);
    }

    /// <inheritdoc/>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        Tape<T> tape = episode.Tape;
        RequireOneLoss(adaptation, meta, episode);
        InnerCourse<T> forward = new(adaptation, meta.Detach(), episode, detached: true, use);
        Variables<T> x = forward.Start().Detach();
        for (int k = 0; k < Steps; k++)
        {
            int before = tape.Count;
            x = forward.Step(x, new(episode, k)).Detach();
            if (use == DerivativeUse.Final)
            {
                tape.ReleaseFrom(before, [.. x.Values, .. episode.ScheduledNumbers.Values.Select(static number => number.Variable)]);
            }
        }

        return End(new(adaptation, meta, episode, detached: false, use), x, new(episode, Steps - 1));
    }

    /// <inheritdoc/>
    T ITrajectoryWay<T>.WeightOf(int steps, long iteration) => steps == Steps ? T.One : T.Zero;

    /// <inheritdoc/>
    Variables<T> ITrajectoryWay<T>.End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variable<T> weight)
        => End(course, x, at).Named();

    private MetaOutcome<T> End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at)
    {
        (Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode) = (course.Adaptation, course.Meta, at.Episode);
        Tape<T> tape = episode.Tape;
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Variables<T> descended = new(meta.Where(entry => sources[entry.Key] == OuterSource.Gradient));
        Variable<T> losses = course.Outer(x, at);
        Variables<T> adapting = adaptation.Adapting(x);
        foreach ((string name, Variable<T> value) in adapting)
        {
            if (value.Shape.Rank == 0 || value.Shape[0] != episode.Tasks)
            {
                throw new ArgumentException(
                    $"{adaptation.GetType().Name}: what adapts has the task axis in front, here [{episode.Tasks}, ...]; '{name}' has " +
                        $"shape {value.Shape}.");
            }
        }

        Variable<T> inner = adaptation.Inner(x, meta, episode, at);
        InnerCourse<T>.RequireOfTasks(adaptation, nameof(adaptation.Inner), inner, episode);
        Variables<T> gradient = tape.Gradient(inner.Sum(), adapting);
        ReadOnlySpan<Variable<T>> ofOuter = tape.Gradient(losses.Sum(), [.. adapting.Values, .. descended.Values]);
        Variable<T> right = FlatMembers.Of(adapting.WithValues(ofOuter[..adapting.Count])).Detach();
        Variable<T> Curved(Variable<T> vector)
            => (FlatMembers.Of(tape.Gradient(gradient.Dot(FlatMembers.Like(vector, adapting)), adapting)) + (_damping * vector)).Detach();
        Variable<T> solution = _columns is { } columns
            ? ByColumns(right, columns, Curved)
            : ConjugateGradients.Solve(right, Curved, Turns, _tolerance).Detach();
        Variables<T> through = descended.Count == 0
            ? descended
            : tape.Gradient(gradient.Dot(FlatMembers.Like(solution, adapting).Detach()), descended);
        Variable<T> flat = FlatMembers.Of(gradient);
        return new(
            losses,
            OuterDirection.Join(
                meta, descended.WithValues(ofOuter[adapting.Count..]) - through,
                OuterDirection.AssignedBy(adaptation, meta, episode, x, sources)),
            [.. course.Measures(x, at), new(Distance, (flat * flat).Sum([1]).Sqrt())]);
    }

    private Variable<T> ByColumns(Variable<T> right, int columns, Func<Variable<T>, Variable<T>> curved)
    {
        (int tasks, int elements) = (right.Shape[0], right.Shape[1]);
        if (columns > elements)
        {
            throw new ArgumentException(
                $"The Hessian has {elements} columns, one for each adapting number, got {columns} that are wanted.");
        }

        // Each column as a row, [tasks, columns, elements], without the damping.
        int[] places = [.. Enumerable.Range(0, columns).Select(k => (int)((long)k * elements / columns))];
        Variable<T> rows = Variable.Concatenate<T>(
            [.. places.Select(place =>
            {
                var unit = new T[elements];
                unit[place] = T.One;
                Variable<T> vector = right.Tape.Constant(unit, [elements]).BroadcastTo(right.Shape);
                return (curved(vector) - (_damping * vector)).Reshape([tasks, 1, elements]);
            })],
            1);
        Variable<T> core = Variable.Concatenate<T>([.. places.Select(place => rows.Slice(2, place, 1))], 2);
        Variable<T> product = rows.MatMul(right.InsertAxis(-1));
        Variable<T> square = (_damping * core) + rows.MatMul(rows, transposeRight: true);

        // Columns that depend on each other, as those of units that are dead, leave it singular; what is added is some rounding of it.
        var several = T.CreateChecked(64 * double.CreateChecked(T.BitIncrement(T.One) - T.One));
        Variable<T> rounding = (square.Diagonal().Sum([1]) + _damping * _damping) * several;
        Variable<T> small = (square + rounding.InsertAxis(-1).BroadcastTo([tasks, columns]).FromDiagonal()).Solve(product);
        return ((right - rows.MatMul(small, transposeLeft: true).Reshape(right.Shape)) * (T.One / _damping)).Detach();
    }

    // With the step's number and x as inputs: a loss that is one and the same at each step reads neither the number nor what is not
    // adapting, and where it does not lead to a meta-parameter, nor the outer loss, there is nothing to differentiate by.
    private static void RequireOneLoss(Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode)
    {
        using Tape<T> tape = new();
        Variables<T> own = meta.ToParameters().On(tape);
        Episode<T> same = new(
            episode.Arrays.ToParameters().On(tape), tape.Input(episode.Keys.ToArray(), episode.Keys.Shape, EpisodeNames.Keys));
        Variable<T> number = tape.Input(T.Zero, TrajectoryNames.Number);
        Variables<T> x = adaptation.Start(own, same);
        x = x.WithValues([.. x.Select(entry => tape.Input(entry.Value.ToArray(), entry.Value.Shape, entry.Key))]);
        InnerStep<T> at = new(same, number);
        Variable<T> inner = adaptation.Inner(x, own, same, at);
        Variable<T> outer = adaptation.Outer(x, own, same, at);
        Variable<T>[] inputs =
        [
            number, .. x.Values, .. own.Values, .. same.Arrays.Values, same.Keys,
            .. same.ScheduledNumbers.Values.Select(static entry => entry.Variable),
        ];
        Program<T> program = tape.Compile(inputs, [inner]);
        if (program.Reads(0))
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name}: the implicit gradient is that at the optimum of one inner loss, and this one changes from " +
                    "step to step: leave inner batches, dropout, and noise and calls to the host of a step away, or take " +
                    "TrajectoryAdjoint, which is exact for them.");
        }

        Variables<T> adapting = adaptation.Adapting(x);
        for (int k = 0; k < x.Count; k++)
        {
            if (program.Reads(1 + k) && !adapting.TryGet(x[k].Key, out _))
            {
                throw new ArgumentException(
                    $"{adaptation.GetType().Name}: the implicit gradient is that at the optimum of one inner loss, and this one depends " +
                        $"on '{x[k].Key}', which is part of x and does not adapt: take TrajectoryAdjoint.");
            }
        }

        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(adaptation);
        Program<T> both = tape.Compile(inputs, [inner, outer]);
        if (!Enumerable.Range(0, own.Count).Any(k => sources[own[k].Key] == OuterSource.Gradient && both.Reads(1 + x.Count + k)))
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name}: neither inner nor outer loss depends on a meta-parameter that is descended, but for the " +
                    "start, and the optimum does not depend on that: add a proximal term, or let only a part of the net adapt.");
        }
    }
}
