using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A point in the plane goes to a goal that it does not see: reward minus the distance after the move.</summary>
/// <remarks>Start (0, 0); a move is the action times 0.1, each coordinate clipped to 0.1 in size; the episode ends when both coordinates
/// are within 0.01 of the goal. A task is the goal, uniform on [-0.5, 0.5]^2; the policy sees where it stands, or where told the goal as
/// well, for an oracle. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section 5.3, with the action scaled as in the
/// published code.</remarks>
public sealed class Navigation : TaskEnvironment
{
    /// <summary>What an action is multiplied with, and the most that a coordinate changes in a step.</summary>
    public const double MoveSize = 0.1;

    private const double GoalRange = 0.5;
    private const double Near = 0.01;

    private readonly bool _tellGoal;

    /// <summary>Describes the environment.</summary>
    /// <param name="horizon">The most steps of an episode; at least 1.</param>
    /// <param name="tellGoal">Whether the policy sees the goal: for an oracle.</param>
    public Navigation(int horizon = 100, bool tellGoal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (Horizon, _tellGoal) = (horizon, tellGoal);
    }

    /// <inheritdoc/>
    public override string Description => $"navigation, horizon {Horizon}{(_tellGoal ? ", goal told" : string.Empty)}";

    /// <inheritdoc/>
    public override int TaskSize => 2;

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override int ObservationSize => _tellGoal ? 4 : 2;

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Continuous(2);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        task[0] = random.NextUniform(-GoalRange, GoalRange);
        task[1] = random.NextUniform(-GoalRange, GoalRange);
    }

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random) => state.Clear();

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
    {
        state.CopyTo(observation);
        if (_tellGoal)
        {
            task.CopyTo(observation[2..]);
        }
    }

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        state[0] += Math.Clamp(MoveSize * action[0], -MoveSize, MoveSize);
        state[1] += Math.Clamp(MoveSize * action[1], -MoveSize, MoveSize);
        double x = state[0] - task[0];
        double y = state[1] - task[1];
        return new(-Math.Sqrt((x * x) + (y * y)), Math.Abs(x) < Near && Math.Abs(y) < Near);
    }
}
