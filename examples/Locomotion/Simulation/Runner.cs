using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>A robot on a plane that is to run: simulated by MuJoCo, one step of time for each action.</summary>
/// <remarks>
/// The state is all that the next step depends on (positions, velocities, the solver's warm start) and what is seen of it; the simulator's
/// data are lent for a step, so that any number of rollouts go side by side on any threads and each has the bits that it has alone. An
/// action is multiplied by the motors' range and clipped to it. A simulation that becomes unstable ends the episode, and its last step
/// earns nothing. Start: the model's positions plus 0.01 N, no velocity plus 0.1 N. The speed is the x velocity of the centre of mass of
/// the whole robot. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section 5.3 and its published code.
/// </remarks>
internal abstract class Runner : TaskEnvironment
{
    /// <summary>The body that all others hang on.</summary>
    public const int Torso = 1;

    private const double PositionNoise = 0.01;
    private const double VelocityNoise = 0.1;

    private readonly string _name;
    private readonly RunnerTask _task;
    private readonly bool _tellTask;
    private readonly int _seen;
    private readonly double _greatestGoal;

    /// <summary>Describes a robot.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="simulator">Its model in the simulator.</param>
    /// <param name="task">What it is to do.</param>
    /// <param name="horizon">The most steps of an episode.</param>
    /// <param name="tellTask">Whether the policy sees which way or how fast: for an oracle.</param>
    /// <param name="seen">How many numbers it sees of a state.</param>
    /// <param name="greatestGoal">The greatest speed that is asked for.</param>
    protected Runner(string name, Simulator simulator, RunnerTask task, int horizon, bool tellTask, int seen, double greatestGoal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        (_name, Simulator, _task, Horizon) = (name, simulator, task, horizon);
        (_tellTask, _seen, _greatestGoal) = (tellTask, seen, greatestGoal);
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"{_name}, {(_task == RunnerTask.Direction ? "direction" : $"speed to {_greatestGoal:R}")}, horizon {Horizon}")
            + (_tellTask ? ", task told" : string.Empty);

    /// <inheritdoc/>
    public override int TaskSize => 1;

    /// <inheritdoc/>
    public override int StateSize => Simulator.Positions + (2 * Simulator.Velocities) + _seen;

    /// <inheritdoc/>
    public override int ObservationSize => _seen + (_tellTask ? 1 : 0);

    /// <inheritdoc/>
    public override ActionSpace Actions => ActionSpace.Continuous(Simulator.Controls);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <summary>The model in the simulator.</summary>
    public Simulator Simulator { get; }

    /// <summary>How many of the positions are seen, the last ones; an observation begins with them.</summary>
    protected abstract int SeenPositions { get; }

    /// <summary>What is taken off the reward, after <see cref="See"/>.</summary>
    protected abstract double Cost(in SimulationData data);

    /// <summary>The reward for moving as the task says, before costs.</summary>
    /// <param name="direction">Whether a direction is asked for and not a speed.</param>
    /// <param name="goal">Which direction, 1 or -1, or what speed in m/s.</param>
    /// <param name="speed">The speed in m/s.</param>
    protected abstract double Progress(bool direction, double goal, double speed);

    /// <summary>Whether an episode is over.</summary>
    protected abstract bool HasEnded(in SimulationData data);

    /// <summary>What is seen.</summary>
    /// <param name="data">The simulation.</param>
    /// <param name="seen">To be written whole.</param>
    protected abstract void See(in SimulationData data, Span<double> seen);

    /// <summary>Puts a simulation as an observation says, to be drawn.</summary>
    /// <param name="data">The simulation.</param>
    /// <param name="seen">The observation.</param>
    public void Pose(in SimulationData data, ReadOnlySpan<float> seen)
    {
        Span<double> positions = data.Positions;
        int first = positions.Length - SeenPositions;
        for (int k = first; k < positions.Length; k++)
        {
            positions[k] = seen[k - first];
        }

        data.Forward();
    }

    /// <summary>Where the centre of mass is along x, by an observation.</summary>
    /// <param name="seen">The observation.</param>
    public double PlaceOf(ReadOnlySpan<float> seen) => seen[_seen - 3];

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        double drawn = random.NextUniform(0, 1);
        task[0] = _task == RunnerTask.Speed ? drawn * _greatestGoal : drawn < 0.5 ? 1 : -1;
    }

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        using SimulationData data = Simulator.Take();
        data.Clear();
        ReadOnlySpan<double> start = Simulator.StartPositions;
        Span<double> positions = data.Positions;
        for (int k = 0; k < positions.Length; k++)
        {
            positions[k] = start[k] + (PositionNoise * random.NextNormal());
        }

        Span<double> velocities = data.Velocities;
        for (int k = 0; k < velocities.Length; k++)
        {
            velocities[k] = VelocityNoise * random.NextNormal();
        }

        data.Forward();
        Keep(data, state);
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation)
    {
        state[^_seen..].CopyTo(observation);
        if (_tellTask)
        {
            observation[^1] = task[0];
        }
    }

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        using SimulationData data = Simulator.Take();
        int positions = Simulator.Positions;
        int velocities = Simulator.Velocities;
        state[..positions].CopyTo(data.Positions);
        state.Slice(positions, velocities).CopyTo(data.Velocities);
        state.Slice(positions + velocities, velocities).CopyTo(data.WarmStart);
        ReadOnlySpan<double> range = Simulator.ControlRange;
        Span<double> controls = data.Controls;
        for (int k = 0; k < controls.Length; k++)
        {
            controls[k] = Math.Clamp(action[k] * (range[(2 * k) + 1] - range[2 * k]) / 2, range[2 * k], range[(2 * k) + 1]);
        }

        data.Step();
        Keep(data, state);
        if (data.IsUnstable)
        {
            data.Clear();
            return new(0, Ended: true);
        }

        double speed = data.CentreVelocities[3 * Torso];
        return new(Progress(_task == RunnerTask.Direction, task[0], speed) - Cost(data), HasEnded(data));
    }

    private void Keep(in SimulationData data, Span<double> state)
    {
        int positions = Simulator.Positions;
        int velocities = Simulator.Velocities;
        data.Positions.CopyTo(state);
        data.Velocities.CopyTo(state[positions..]);
        data.WarmStart.CopyTo(state[(positions + velocities)..]);
        See(data, state[^_seen..]);
    }
}
