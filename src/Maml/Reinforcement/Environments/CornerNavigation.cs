using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A point in the plane looks for one of the corners (±2, ±2) and is told nothing until it is near: reward radius - distance
/// within a radius of the goal, and else 0.</summary>
/// <remarks>Start uniform on [-0.2, 0.2]^2; a move is the action, each coordinate clipped to 0.2 in size. A task is the corner; the policy
/// sees where it stands. Exploration is what has to be learned here: a policy that adapts must have been in the corner. Source of the kind
/// of task: Rothfuss, Lee, Clavera, Asfour and Abbeel, ProMP: proximal meta-policy search, 2019, section 6; the numbers are as told
/// here.</remarks>
public sealed class CornerNavigation : TaskEnvironment
{
    private const double Corner = 2;
    private const double StartRange = 0.2;
    private const double MostMoved = 0.2;

    private readonly double _radius;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The number of steps of an episode; at least 1.</param>
    /// <param name="radius">Within which distance of the goal there is a reward; above 0.</param>
    public CornerNavigation(int horizon = 100, double radius = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(radius);
        (Horizon, _radius) = (horizon, radius);
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"corner navigation, horizon {Horizon}, radius {_radius:R}");

    /// <inheritdoc/>
    public override int TaskSize => 2;

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => 2;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Continuous(2);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        int corner = random.NextInt32(4);
        task[0] = corner % 2 == 0 ? -Corner : Corner;
        task[1] = corner / 2 == 0 ? -Corner : Corner;
    }

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        state[0] = random.NextUniform(-StartRange, StartRange);
        state[1] = random.NextUniform(-StartRange, StartRange);
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
        => state.CopyTo(observation);

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        state[0] += Math.Clamp(action[0], -MostMoved, MostMoved);
        state[1] += Math.Clamp(action[1], -MostMoved, MostMoved);
        double x = state[0] - task[0];
        double y = state[1] - task[1];
        return new(Math.Max(0, _radius - Math.Sqrt((x * x) + (y * y))), false);
    }
}
