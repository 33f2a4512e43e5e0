using System.Runtime.InteropServices;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>The functions of MuJoCo that are called, and where its structures of version 2.2.2 keep what it has no functions for.</summary>
/// <remarks>The offsets are those of <c>mjmodel.h</c> and <c>mjdata.h</c> on 64 bits; <see cref="WhyMissing"/> refuses every other
/// version.</remarks>
internal static unsafe partial class Mujoco
{
    private const string Library = "libmujoco.so.2.2.2";
    private const int Version = 222;

    /// <summary>Why the simulator can't be used here, with how to get it; null if it can.</summary>
    public static string? WhyMissing()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "MuJoCo 2.2.2 is called on Linux with an x64 processor only, got " +
                $"{RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}.";
        }

        try
        {
            return VersionNumber() == Version
                ? null
                : $"MuJoCo 2.2.2 was expected, got a library that calls itself version {VersionNumber()}.";
        }
        catch (DllNotFoundException)
        {
            return $"MuJoCo's {Library} is not installed. On Debian 12: apt-get install libmujoco2.2.2";
        }
    }

    /// <summary>The first and the last of the warnings that positions, velocities, accelerations or signals are not finite or are huge;
    /// the simulator then begins anew.</summary>
    public const int FirstUnstable = 4;

    /// <summary>The last of them.</summary>
    public const int LastUnstable = 7;

    /// <summary>Has the words of warnings thrown away, which would go into a file of the current folder; they are counted in the data of
    /// the simulation, where <see cref="SimulationData.IsUnstable"/> looks.</summary>
    public static void SilenceWarnings()
    {
        nint library = NativeLibrary.Load(Library);
        *(delegate* unmanaged<byte*, void>*)NativeLibrary.GetExport(library, "mju_user_warning") = &Ignore;
    }

    /// <summary>Numbers in a model.</summary>
    internal static class Model
    {
        public const int Positions = 0;
        public const int Velocities = 4;
        public const int Controls = 8;
        public const int Bodies = 16;
        public const int Geoms = 24;
        public const int StartPositions = 1096;
        public const int BodyMass = 1240;
        public const int GeomType = 1488;
        public const int GeomSize = 1592;
        public const int ControlRange = 2792;
        public const int KeyPositions = 3056;
        public const int Keys = 152;
    }

    /// <summary>Arrays in the data of a simulation.</summary>
    internal static class Data
    {
        public const int Warnings = 24;
        public const int Positions = 40376;
        public const int Velocities = 40384;
        public const int WarmStart = 40400;
        public const int Controls = 40408;
        public const int BodyRotation = 40496;
        public const int GeomPosition = 40536;
        public const int GeomRotation = 40544;
        public const int CentreOfMass = 40600;
        public const int LinearVelocity = 41008;
        public const int ContactForces = 41168;
    }

    [LibraryImport(Library, EntryPoint = "mj_version")]
    private static partial int VersionNumber();

    [LibraryImport(Library, EntryPoint = "mj_loadXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LoadXml(string file, nint files, byte* error, int size);

    [LibraryImport(Library, EntryPoint = "mj_makeData")]
    public static partial nint MakeData(nint model);

    [LibraryImport(Library, EntryPoint = "mj_step")]
    public static partial void Step(nint model, nint data);

    [LibraryImport(Library, EntryPoint = "mj_forward")]
    public static partial void Forward(nint model, nint data);

    [LibraryImport(Library, EntryPoint = "mj_rnePostConstraint")]
    public static partial void ComputeContactForces(nint model, nint data);

    [LibraryImport(Library, EntryPoint = "mj_subtreeVel")]
    public static partial void ComputeSubtreeVelocities(nint model, nint data);

    [LibraryImport(Library, EntryPoint = "mj_resetData")]
    public static partial void ResetData(nint model, nint data);

    [UnmanagedCallersOnly]
    private static void Ignore(byte* message)
    {
    }
}
