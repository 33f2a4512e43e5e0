namespace AutogradMaml.Examples.Locomotion;

/// <summary>The ant: four legs, eight motors of up to 150, a step of 0.02 s.</summary>
/// <remarks>Seen: positions, velocities, contact forces clipped to 1, rotation and centre of mass of the torso: 125 numbers. Reward:
/// direction times speed, or 1 less the distance from the asked speed, uniform on [0, 3]; plus 0.05 for being alive, less 0.005 times the
/// square of the norm of the signals over 150, less 0.0005 times that of the clipped contact forces. The episode ends when the torso's
/// height leaves [0.2, 1].</remarks>
/// <param name="task">What it is to do.</param>
/// <param name="tellTask">Whether the policy sees it.</param>
/// <param name="horizon">The most steps of an episode.</param>
internal sealed class Ant(RunnerTask task, bool tellTask = false, int horizon = 200)
    : Runner("ant", Model.Value, task, horizon, tellTask, seen: 125, greatestGoal: 3)
{
    private const double SignalCost = 0.005;
    private const double ContactCost = 0.0005;
    private const double Alive = 0.05;
    private const double GreatestSignal = 150;
    private const double Lowest = 0.2;
    private const double Highest = 1;

    private static readonly Lazy<Simulator> Model = new(static () => new("ant.xml"));

    /// <inheritdoc/>
    protected override int SeenPositions => 15;

    /// <inheritdoc/>
    protected override double Cost(in SimulationData data)
    {
        double signals = 0;
        foreach (double signal in data.Controls)
        {
            signals += signal / GreatestSignal * (signal / GreatestSignal);
        }

        double contacts = 0;
        foreach (double force in data.ContactForces)
        {
            double clipped = Math.Clamp(force, -1, 1);
            contacts += clipped * clipped;
        }

        return (SignalCost * signals) + (ContactCost * contacts) - Alive;
    }

    /// <inheritdoc/>
    protected override double Progress(bool direction, double goal, double speed)
        => direction ? goal * speed : 1 - Math.Abs(speed - goal);

    /// <inheritdoc/>
    protected override bool HasEnded(in SimulationData data) => data.Positions[2] is not (>= Lowest and <= Highest);

    /// <inheritdoc/>
    protected override void See(in SimulationData data, Span<double> seen)
    {
        data.ComputeContactForces();
        data.Positions.CopyTo(seen);
        data.Velocities.CopyTo(seen[15..]);
        Span<double> forces = seen.Slice(29, 84);
        data.ContactForces.CopyTo(forces);
        for (int k = 0; k < forces.Length; k++)
        {
            forces[k] = Math.Clamp(forces[k], -1, 1);
        }

        data.Rotations.Slice(9 * Torso, 9).CopyTo(seen[113..]);
        data.CentresOfMass.Slice(3 * Torso, 3).CopyTo(seen[122..]);
    }
}
