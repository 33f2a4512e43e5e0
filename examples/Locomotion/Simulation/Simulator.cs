using System.Reflection;
using System.Runtime.InteropServices;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>A model in the simulator, with data for each thread that simulates. It lives as long as the process.</summary>
internal sealed unsafe class Simulator
{
    private const int LongestMessage = 1000;

    private readonly nint _model;
    private readonly Stack<nint> _free = new();
    private readonly Lock _gate = new();

    /// <summary>Loads a model.</summary>
    /// <param name="name">Its name among the models that come with the program.</param>
    /// <exception cref="InvalidOperationException">MuJoCo can't be used here, or refuses the model.</exception>
    public Simulator(string name)
    {
        if (Mujoco.WhyMissing() is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        Mujoco.SilenceWarnings();
        _model = Load(name);
        (Positions, Velocities, Controls) = (Count(Mujoco.Model.Positions), Count(Mujoco.Model.Velocities), Count(Mujoco.Model.Controls));
        (Bodies, Geoms) = (Count(Mujoco.Model.Bodies), Count(Mujoco.Model.Geoms));
    }

    /// <summary>How many numbers tell where all joints are.</summary>
    public int Positions { get; }

    /// <summary>How many numbers tell how fast they move.</summary>
    public int Velocities { get; }

    /// <summary>The number of motors.</summary>
    public int Controls { get; }

    /// <summary>The number of bodies, the world among them.</summary>
    public int Bodies { get; }

    /// <summary>The number of shapes, the ground among them.</summary>
    public int Geoms { get; }

    /// <summary>The total mass in kg.</summary>
    public double Mass
    {
        get
        {
            double sum = 0;
            foreach (double mass in OfModel(Mujoco.Model.BodyMass, Bodies))
            {
                sum += mass;
            }

            return sum;
        }
    }

    /// <summary>Where a simulation starts: the model's key position, or else the positions that it is described in.</summary>
    public ReadOnlySpan<double> StartPositions => Count(Mujoco.Model.Keys) > 0
        ? OfModel(Mujoco.Model.KeyPositions, Positions)
        : OfModel(Mujoco.Model.StartPositions, Positions);

    /// <summary>The least and greatest signal of each motor, in pairs.</summary>
    public ReadOnlySpan<double> ControlRange => OfModel(Mujoco.Model.ControlRange, 2 * Controls);

    /// <summary>What kind of shape each is: 3 for a capsule, 2 for a sphere.</summary>
    public ReadOnlySpan<int> GeomTypes => new(*(void**)(_model + Mujoco.Model.GeomType), Geoms);

    /// <summary>The sizes of the shapes, three numbers each: radius and half the length of a capsule.</summary>
    public ReadOnlySpan<double> GeomSizes => OfModel(Mujoco.Model.GeomSize, 3 * Geoms);

    /// <summary>Takes data that no other thread has; to be given back.</summary>
    public SimulationData Take()
    {
        lock (_gate)
        {
            return new(this, _model, _free.TryPop(out nint data) ? data : Mujoco.MakeData(_model));
        }
    }

    /// <summary>Gives data back.</summary>
    internal void Return(nint data)
    {
        lock (_gate)
        {
            _free.Push(data);
        }
    }

    private int Count(int offset) => *(int*)(_model + offset);

    private ReadOnlySpan<double> OfModel(int offset, int length) => new(*(void**)(_model + offset), length);

    // The simulator reads files only.
    private static nint Load(string name)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no model '{name}'.", nameof(name));
        string folder = Directory.CreateTempSubdirectory("locomotion").FullName;
        try
        {
            string path = Path.Combine(folder, "model.xml");
            using (FileStream file = File.Create(path))
            {
                resource.CopyTo(file);
            }

            byte* message = stackalloc byte[LongestMessage];
            message[0] = 0;
            nint model = Mujoco.LoadXml(path, 0, message, LongestMessage);
            string said = Marshal.PtrToStringUTF8((nint)message)!.Trim();
            return model != 0 && said.Length == 0
                ? model
                : throw new InvalidOperationException($"MuJoCo says of the model '{name}': {said}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
