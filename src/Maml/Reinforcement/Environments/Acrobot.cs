using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Two links hang from a pivot and are swung up by a torque at the joint between them: reward -1 a step until the tip is one link
/// above the pivot.</summary>
/// <remarks>Torque -1, 0 or 1; each step is 0.2 of time by one Runge-Kutta step of fourth order; angles are kept in [-pi, pi], velocities
/// within 4 pi and 9 pi. With both links' masses m, lengths l, centres of mass l / 2 and inertias 1 the equations are those of the book.
/// Start: each number uniform on [-0.1, 0.1]. A task is mass and length, nominally 1 each; the policy sees cosine and sine of both angles
/// and both velocities. Source: Sutton, Generalization in reinforcement learning, 1996; Gym's acrobot, version 1, for a spread of
/// 0.</remarks>
public sealed class Acrobot : TaskEnvironment
{
    private const double Gravity = 9.8;
    private const double TimeStep = 0.2;
    private const double Inertia = 1;

    private readonly double _spread;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The most steps of an episode; at least 1.</param>
    /// <param name="spread">By how much mass and length differ from task to task.</param>
    public Acrobot(int horizon = 200, double spread = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Horizon, _spread) = (horizon, PhysicalNumbers.RequireSpread(spread));
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"acrobot, horizon {Horizon}, spread {_spread:R}");

    /// <inheritdoc/>
    public override int TaskSize => 2;

    /// <inheritdoc/>
    public override int StateSize => 4;

    /// <inheritdoc/>
    public override int ObservationSize => 6;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Discrete(3);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task) => PhysicalNumbers.Draw([1, 1], _spread, random, task);

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref double number in state)
        {
            number = random.NextUniform(-0.1, 0.1);
        }
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
    {
        (observation[1], observation[0]) = Math.SinCos(state[0]);
        (observation[3], observation[2]) = Math.SinCos(state[1]);
        observation[4] = state[2];
        observation[5] = state[3];
    }

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        double torque = action[0] - 1;
        Span<double> sum = stackalloc double[4];
        Span<double> slope = stackalloc double[4];
        Span<double> place = stackalloc double[4];
        sum.Clear();
        ReadOnlySpan<double> shares = [0, 0.5, 0.5, 1];
        ReadOnlySpan<double> weights = [1, 2, 2, 1];
        slope.Clear();
        for (int stage = 0; stage < 4; stage++)
        {
            for (int k = 0; k < 4; k++)
            {
                place[k] = state[k] + (shares[stage] * TimeStep * slope[k]);
            }

            Slope(task, place, torque, slope);
            for (int k = 0; k < 4; k++)
            {
                sum[k] += weights[stage] * slope[k];
            }
        }

        for (int k = 0; k < 4; k++)
        {
            state[k] += TimeStep / 6 * sum[k];
        }

        state[0] = Math.IEEERemainder(state[0], 2 * Math.PI);
        state[1] = Math.IEEERemainder(state[1], 2 * Math.PI);
        state[2] = Math.Clamp(state[2], -4 * Math.PI, 4 * Math.PI);
        state[3] = Math.Clamp(state[3], -9 * Math.PI, 9 * Math.PI);
        bool ended = -Math.Cos(state[0]) - Math.Cos(state[1] + state[0]) > 1;
        return new(ended ? 0 : -1, ended);
    }

    private static void Slope(ReadOnlySpan<double> task, ReadOnlySpan<double> state, double torque, Span<double> slope)
    {
        (double mass, double length) = (task[0], task[1]);
        double centre = length / 2;
        (double first, double second) = (state[2], state[3]);
        (double sine, double cosine) = Math.SinCos(state[1]);
        double inertia = mass * centre * centre;
        double d1 = inertia + (mass * ((length * length) + (centre * centre) + (2 * length * centre * cosine))) + (2 * Inertia);
        double d2 = inertia + (mass * length * centre * cosine) + Inertia;
        double phi2 = mass * centre * Gravity * Math.Cos(state[0] + state[1] - (Math.PI / 2));
        double phi1 = -(mass * length * centre * second * second * sine) - (2 * mass * length * centre * second * first * sine)
            + (((mass * centre) + (mass * length)) * Gravity * Math.Cos(state[0] - (Math.PI / 2))) + phi2;
        double torques = torque + (d2 / d1 * phi1) - (mass * length * centre * first * first * sine) - phi2;
        double angular = torques / (inertia + Inertia - (d2 * d2 / d1));
        slope[0] = first;
        slope[1] = second;
        slope[2] = -((d2 * angular) + phi1) / d1;
        slope[3] = angular;
    }
}
