namespace AutogradMaml.Examples.Locomotion;

/// <summary>The planar cheetah: 14 kg, six motors, a step of 0.01 s.</summary>
/// <remarks>Seen: positions but x, velocities, centre of mass: 20 numbers. Reward: direction times speed, or minus the distance from the
/// asked speed, uniform on [0, 2]; less 0.05 times the square of the signals' norm.</remarks>
/// <param name="task">What it is to do.</param>
/// <param name="tellTask">Whether the policy sees it.</param>
/// <param name="horizon">The most steps of an episode.</param>
internal sealed class Cheetah(RunnerTask task, bool tellTask = false, int horizon = 200)
    : Runner("cheetah", Model.Value, task, horizon, tellTask, seen: 20, greatestGoal: 2)
{
    private const double SignalCost = 0.05;

    private static readonly Lazy<Simulator> Model = new(static () => new("cheetah.xml"));

    /// <inheritdoc/>
    protected override int SeenPositions => 8;

    /// <inheritdoc/>
    protected override double Cost(in SimulationData data)
    {
        double sum = 0;
        foreach (double signal in data.Controls)
        {
            sum += signal * signal;
        }

        return SignalCost * sum;
    }

    /// <inheritdoc/>
    protected override double Progress(bool direction, double goal, double speed)
        => direction ? goal * speed : -Math.Abs(speed - goal);

    /// <inheritdoc/>
    protected override bool HasEnded(in SimulationData data) => false;

    /// <inheritdoc/>
    protected override void See(in SimulationData data, Span<double> seen)
    {
        data.Positions[1..].CopyTo(seen);
        data.Velocities.CopyTo(seen[8..]);
        data.CentresOfMass.Slice(3 * Torso, 3).CopyTo(seen[17..]);
    }
}
