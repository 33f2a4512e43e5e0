namespace AutogradMaml.Examples.Locomotion;

/// <summary>The data of one simulation, on loan to one thread; given back by <see cref="Dispose"/>.</summary>
/// <param name="simulator">Whose they are.</param>
/// <param name="model">The model.</param>
/// <param name="data">The data.</param>
internal readonly unsafe ref struct SimulationData(Simulator simulator, nint model, nint data)
{
    /// <summary>Where the joints are.</summary>
    public Span<double> Positions => Array(Mujoco.Data.Positions, simulator.Positions);

    /// <summary>How fast they move.</summary>
    public Span<double> Velocities => Array(Mujoco.Data.Velocities, simulator.Velocities);

    /// <summary>What the solver of contacts begins with: the accelerations of the step before. With positions and velocities it is all that
    /// the next step depends on.</summary>
    public Span<double> WarmStart => Array(Mujoco.Data.WarmStart, simulator.Velocities);

    /// <summary>The signals to the motors.</summary>
    public Span<double> Controls => Array(Mujoco.Data.Controls, simulator.Controls);

    /// <summary>The centre of mass of a body and of all that hangs on it, three numbers a body.</summary>
    public ReadOnlySpan<double> CentresOfMass => Array(Mujoco.Data.CentreOfMass, 3 * simulator.Bodies);

    /// <summary>Its velocity, three numbers a body.</summary>
    public ReadOnlySpan<double> CentreVelocities => Array(Mujoco.Data.LinearVelocity, 3 * simulator.Bodies);

    /// <summary>The rotation of each body, nine numbers a body.</summary>
    public ReadOnlySpan<double> Rotations => Array(Mujoco.Data.BodyRotation, 9 * simulator.Bodies);

    /// <summary>Torque and force of the contacts on each body, six numbers a body, since <see cref="ComputeContactForces"/>.</summary>
    public ReadOnlySpan<double> ContactForces => Array(Mujoco.Data.ContactForces, 6 * simulator.Bodies);

    /// <summary>Where each shape is, three numbers a shape.</summary>
    public ReadOnlySpan<double> GeomPositions => Array(Mujoco.Data.GeomPosition, 3 * simulator.Geoms);

    /// <summary>The rotation of each shape, nine numbers a shape.</summary>
    public ReadOnlySpan<double> GeomRotations => Array(Mujoco.Data.GeomRotation, 9 * simulator.Geoms);

    /// <summary>Whether the simulator has given up since <see cref="Clear"/>: a number was not finite or was huge, and it has begun anew
    /// from the model's own positions.</summary>
    public bool IsUnstable
    {
        get
        {
            // Of each kind of warning the last number that it was about, and how many there were.
            ReadOnlySpan<int> warnings = new((void*)(data + Mujoco.Data.Warnings), 2 * (Mujoco.LastUnstable + 1));
            for (int kind = Mujoco.FirstUnstable; kind <= Mujoco.LastUnstable; kind++)
            {
                if (warnings[(2 * kind) + 1] > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Forgets everything that happened before.</summary>
    public void Clear() => Mujoco.ResetData(model, data);

    /// <summary>One step of time by the signals to the motors, then all that follows from the new positions and velocities.</summary>
    public void Step()
    {
        Mujoco.Step(model, data);
        Forward();
    }

    /// <summary>Computes all that follows from positions and velocities, but for the contact forces.</summary>
    public void Forward()
    {
        Mujoco.Forward(model, data);
        Mujoco.ComputeSubtreeVelocities(model, data);
    }

    /// <summary>Computes the contact forces, which are 0 otherwise.</summary>
    public void ComputeContactForces() => Mujoco.ComputeContactForces(model, data);

    /// <summary>Gives the data back.</summary>
    public void Dispose() => simulator.Return(data);

    private Span<double> Array(int offset, int length) => new(*(void**)(data + offset), length);
}
