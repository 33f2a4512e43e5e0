using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A pendulum is swung up and held: reward -(angle^2 + 0.1 velocity^2 + 0.001 torque^2), angle from upright in [-pi,
/// pi].</summary>
/// <remarks>velocity += (3 g / (2 l) sin(angle) + 3 torque / (m l^2)) 0.05, kept within 8, then angle += velocity 0.05; the torque is twice
/// the action, kept within 2; g = 10. Start: angle uniform on [-pi, pi], velocity on [-1, 1]. A task is mass and length, nominally 1 each;
/// the policy sees cosine and sine of the angle and the velocity. Source: the pendulum of Gym, version 1, for a spread of 0.</remarks>
public sealed class Pendulum : TaskEnvironment
{
    private const double Gravity = 10;
    private const double TimeStep = 0.05;
    private const double MostTorque = 2;
    private const double MostVelocity = 8;

    private readonly double _spread;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The number of steps of an episode; at least 1.</param>
    /// <param name="spread">By how much mass and length differ from task to task: each times a number uniform on [1 - spread, 1 +
    /// spread].</param>
    public Pendulum(int horizon = 200, double spread = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Horizon, _spread) = (horizon, PhysicalNumbers.RequireSpread(spread));
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"pendulum, horizon {Horizon}, spread {_spread:R}");

    /// <inheritdoc/>
    public override int TaskSize => 2;

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 3;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Continuous(1);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task) => PhysicalNumbers.Draw([1, 1], _spread, random, task);

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        state[0] = random.NextUniform(-Math.PI, Math.PI);
        state[1] = random.NextUniform(-1, 1);
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
    {
        (observation[1], observation[0]) = Math.SinCos(state[0]);
        observation[2] = state[1];
    }

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        (double mass, double length) = (task[0], task[1]);
        (double angle, double velocity) = (state[0], state[1]);
        double torque = Math.Clamp(MostTorque * action[0], -MostTorque, MostTorque);
        double fromUpright = Math.IEEERemainder(angle, 2 * Math.PI);
        double reward = -((fromUpright * fromUpright) + (0.1 * velocity * velocity) + (0.001 * torque * torque));
        double acceleration = (3 * Gravity / (2 * length) * Math.Sin(angle)) + (3 / (mass * length * length) * torque);
        velocity = Math.Clamp(velocity + (acceleration * TimeStep), -MostVelocity, MostVelocity);
        state[0] = angle + (velocity * TimeStep);
        state[1] = velocity;
        return new(reward, false);
    }
}
