using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A car too weak for the hill swings itself up: reward -1 a step until it is over the top.</summary>
/// <remarks>velocity += (action - 1) force - gravity cos(3 position), kept within 0.07, then position += velocity, kept within [-1.2, 0.6],
/// where the left end stops the car; the end is at position 0.5. Start: position uniform on [-0.6, -0.4], at rest. A task is force and
/// gravity, nominally 0.001 and 0.0025; the policy sees position and velocity. Source: Moore, Efficient memory-based learning for robot
/// control, 1990; Gym's mountain car, version 0, for a spread of 0.</remarks>
public sealed class MountainCar : TaskEnvironment
{
    private const double LeftEnd = -1.2;
    private const double RightEnd = 0.6;
    private const double Goal = 0.5;
    private const double MostVelocity = 0.07;

    private readonly double _spread;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The most steps of an episode; at least 1.</param>
    /// <param name="spread">By how much force and gravity differ from task to task.</param>
    public MountainCar(int horizon = 200, double spread = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Horizon, _spread) = (horizon, PhysicalNumbers.RequireSpread(spread));
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"mountain car, horizon {Horizon}, spread {_spread:R}");

    /// <inheritdoc/>
    public override int TaskSize => 2;

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 2;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Discrete(3);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task) => PhysicalNumbers.Draw([0.001, 0.0025], _spread, random, task);

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        state[0] = random.NextUniform(-0.6, -0.4);
        state[1] = 0;
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
        => state.CopyTo(observation);

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        double velocity = state[1] + ((action[0] - 1) * task[0]) - (task[1] * Math.Cos(3 * state[0]));
        velocity = Math.Clamp(velocity, -MostVelocity, MostVelocity);
        double position = Math.Clamp(state[0] + velocity, LeftEnd, RightEnd);
        state[0] = position;
        state[1] = position == LeftEnd && velocity < 0 ? 0 : velocity;
        return new(-1, position >= Goal);
    }
}
