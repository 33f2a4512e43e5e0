using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>By the implicit function theorem at the optimum of the inner problem: with the memory of one step, however many were taken to get there.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Where the gradient F(x, theta) of the inner loss by x is zero, x is a function of theta with dx/dtheta = -H^-1 dF/dtheta, H = dF/dx being the Hessian of the inner loss. So the meta-gradient is
/// dOuter/dtheta - (dF/dtheta)' v with H v = dOuter/dx, task by task and on the adapting parameters alone. v comes of conjugate gradients, one Hessian-vector product a turn, or of Nystrom's
/// approximation of H by some of its columns. It is exact at the optimum and as far off as x_K is from it: the norm of F is told as the measure <c>inner gradient norm</c>. An inner loss with a
/// proximal term keeps the optimum near theta and H well conditioned. What only the way to the optimum depends on (the start, step sizes, the optimizer's state) has no share in it, and direction 0.
/// <para>Refused where the inner loss is another one at each step: inner batches, noise, calls to the host. Cost: K inner gradients and one Hessian-vector product a turn or column. Source: Rajeswaran et
/// al., Meta-learning with implicit gradients, 2019, equations 6 to 8; Nystrom: Hataya and Yamada, Nystrom method for accurate and scalable implicit differentiation, 2023.</para>
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
            throw new ArgumentOutOfRangeException(nameof(tolerance), FormattableString.Invariant($"The tolerance is from 0 to below 1, got {tolerance}."));
        }

        if (!(damping >= 0 && T.IsFinite(T.CreateChecked(damping))) || (columns is not null && T.CreateChecked(damping) == T.Zero))
        {
            throw new ArgumentOutOfRangeException(
                nameof(damping), FormattableString.Invariant($"The damping is finite and 0 or more, above 0 with Nystrom's approximation, got {damping}."));
        }

        (Steps, Turns, Tolerance, Damping, _columns) = (steps, turns, tolerance, damping, columns);
        (_damping, _tolerance) = (T.CreateChecked(damping), T.CreateChecked(tolerance));
    }

    /// <inheritdoc/>
    public override string Name => "implicit";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} steps={Steps} {(_columns is { } columns ? $"columns={columns}" : $"turns={Turns} tolerance={Tolerance:R}")} damping={Damping:R}");

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
    internal override MetaGradient<T> Shortened => Steps <= CheckedSteps ? this : new Implicit<T>(CheckedSteps, Turns, Tolerance, Damping, _columns);

    /// <summary>By Nystrom's approximation of the Hessian from its first columns, H ~ C W^-1 C', inverted by Woodbury's formula: v = (b - C (damping W + C'C)^-1 C' b) / damping.</summary>
    /// <param name="steps">K, the number of inner steps towards the optimum; at least 1.</param>
    /// <param name="columns">How many columns, spread evenly over the adapting parameters; at least 1. With all of them it is exact for the damped Hessian.</param>
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
    T ITrajectoryWay<T>.WeightOf(int steps) => steps == Steps ? T.One : T.Zero;

    /// <inheritdoc/>
    Variables<T> ITrajectoryWay<T>.End(InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variables<T> cotangent, Variable<T> weight) => End(course, x, at).Named();

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
                throw new ArgumentException($"{adaptation.GetType().Name}: what adapts has the task axis in front, here [{episode.Tasks}, ...]; '{name}' has shape {value.Shape}.");
            }
        }

        Variable<T> inner = adaptation.Inner(x, meta, episode, at);
        InnerCourse<T>.RequireOfTasks(adaptation, nameof(adaptation.Inner), inner, episode);
        Variables<T> gradient = tape.Gradient(inner.Sum(), adapting);
        ReadOnlySpan<Variable<T>> ofOuter = tape.Gradient(losses.Sum(), [.. adapting.Values, .. descended.Values]);
        Variable<T> right = Flat(adapting.WithValues(ofOuter[..adapting.Count])).Detach();
        Variable<T> Curved(Variable<T> vector)
            => (Flat(tape.Gradient(gradient.Dot(Members(vector, adapting)), adapting)) + (_damping * vector)).Detach();
        Variable<T> solution = _columns is { } columns ? ByColumns(right, columns, Curved) : ByConjugateGradients(right, Curved);
        Variables<T> through = descended.Count == 0 ? descended : tape.Gradient(gradient.Dot(Members(solution, adapting).Detach()), descended);
        Variable<T> flat = Flat(gradient);
        return new(
            losses,
            OuterDirection.Join(
                meta, descended.WithValues(ofOuter[adapting.Count..]) - through, OuterDirection.AssignedBy(adaptation, meta, episode, x, sources)),
            [.. course.Measures(x, at), new(Distance, (flat * flat).Sum([1]).Sqrt())]);
    }

    // A v = b for each task: right and vectors are [tasks, elements].
    private Variable<T> ByConjugateGradients(Variable<T> right, Func<Variable<T>, Variable<T>> curved)
    {
        Variable<T> one = right.Tape.Ones([right.Shape[0]]);
        Variable<T> solution = right.Tape.Zeros(right.Shape);
        Variable<T> residual = right;
        Variable<T> direction = right;
        Variable<T> square = Dot(residual, residual);
        Variable<T> enough = _tolerance * _tolerance * square;
        Variable<T> active = one;
        for (int turn = 0; turn < Turns; turn++)
        {
            Variable<T> image = curved(direction);
            Variable<T> curvature = Dot(direction, image);
            active *= square.Greater(enough) * curvature.Greater(right.Tape.Zeros(curvature.Shape));
            Variable<T> step = active * square / Variable.Select(active, curvature, one);
            solution += step.InsertAxis(-1) * direction;
            residual -= step.InsertAxis(-1) * image;
            Variable<T> next = Dot(residual, residual);
            direction = residual + ((next / Variable.Select(active, square, one)).InsertAxis(-1) * direction);
            square = next;
        }

        return solution.Detach();
    }

    private Variable<T> ByColumns(Variable<T> right, int columns, Func<Variable<T>, Variable<T>> curved)
    {
        (int tasks, int elements) = (right.Shape[0], right.Shape[1]);
        if (columns > elements)
        {
            throw new ArgumentException($"The Hessian has {elements} columns, one for each adapting number, got {columns} that are wanted.");
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
        Variable<T> small = ((_damping * core) + rows.MatMul(rows, transposeRight: true)).Solve(product);
        return ((right - rows.MatMul(small, transposeLeft: true).Reshape(right.Shape)) * (T.One / _damping)).Detach();
    }

    private static Variable<T> Dot(Variable<T> left, Variable<T> right) => (left * right).Sum([1]);

    private static Variable<T> Flat(Variables<T> members)
        => Variable.Concatenate<T>([.. members.Select(static entry => entry.Value.Reshape([entry.Value.Shape[0], entry.Value.Shape.ElementCount / entry.Value.Shape[0]]))], 1);

    private static Variables<T> Members(Variable<T> flat, Variables<T> like)
    {
        int start = 0;
        return like.Map(member =>
        {
            int length = member.Shape.ElementCount / member.Shape[0];
            Variable<T> part = flat.Slice(1, start, length).Reshape(member.Shape);
            start += length;
            return part;
        });
    }

    // With the step's number and the tasks' keys as inputs: a loss that is one and the same at each step reads neither.
    private static void RequireOneLoss(Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode)
    {
        using Tape<T> tape = new();
        Variables<T> own = meta.ToParameters().On(tape);
        Variable<T> keys = tape.Input(episode.Keys.ToArray(), episode.Keys.Shape, EpisodeNames.Keys);
        Episode<T> same = new(episode.Arrays.ToParameters().On(tape), keys);
        Variable<T> number = tape.Input(T.Zero, TrajectoryPrograms<T>.Number);
        Variable<T> loss = adaptation.Inner(adaptation.Start(own, same).Detach(), own, same, new(same, number));
        Program<T> program = tape.Compile(
            [keys, number, .. own.Values, .. same.Arrays.Values, .. same.ScheduledNumbers.Values.Select(static entry => entry.Variable)], [loss]);
        if (program.Reads(0) || program.Reads(1))
        {
            throw new ArgumentException(
                $"{adaptation.GetType().Name}: the implicit gradient is that at the optimum of one inner loss, and this one changes from step to step or draws random numbers: leave inner batches, dropout, " +
                "noise and calls to the host away, or take TrajectoryAdjoint, which is exact for them.");
        }
    }
}
