using System.Runtime.InteropServices;
using System.Text;

namespace AutogradMaml.Mpi;

/// <summary>The functions of an MPI library that are used, and the handles that they take.</summary>
internal sealed unsafe partial class MpiLibrary
{
    private const int LongestText = 8192;

    // What Debian's packages are called stands beside the library, for whoever lacks it.
    private static readonly (MpiKind Kind, string File, string Name, string Packages)[] Known =
    [
        (MpiKind.OpenMpi, "libmpi.so.40", "Open MPI", "openmpi-bin libopenmpi3"),
        (MpiKind.Mpich, "libmpich.so.12", "MPICH", "mpich libmpich12"),
    ];

    private readonly nint _library;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly nint _inPlace;
    private readonly nint _statusIgnored;
    private readonly delegate* unmanaged<nint, int, nint, nint, int*, int*, nint, nint, int> _allGather;
    private readonly delegate* unmanaged<nint, int, nint, nint, int*, int*, nint, nint, nint*, int> _beginAllGather;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test;

    private MpiLibrary(nint library)
    {
        _library = library;
        Version = MpiVersion.Parse(ReadVersion());
        bool open = Version.Kind == MpiKind.OpenMpi;
        _world = open ? Export("ompi_mpi_comm_world") : 0x44000000;
        _byte = open ? Export("ompi_mpi_byte") : 0x4c00010d;
        _inPlace = open ? 1 : -1;
        _statusIgnored = open ? 0 : 1;
        _allGather = (delegate* unmanaged<nint, int, nint, nint, int*, int*, nint, nint, int>)Export("MPI_Allgatherv");
        _beginAllGather = (delegate* unmanaged<nint, int, nint, nint, int*, int*, nint, nint, nint*, int>)Export("MPI_Iallgatherv");
        _test = (delegate* unmanaged<nint*, int*, nint, int>)Export("MPI_Test");
    }

    /// <summary>What the library says of itself.</summary>
    public MpiVersion Version { get; }

    /// <summary>Whether the library was ever started in this process.</summary>
    public bool IsStarted
    {
        get
        {
            int started;
            Require("MPI_Initialized", ((delegate* unmanaged<int*, int>)Export("MPI_Initialized"))(&started));
            return started != 0;
        }
    }

    /// <summary>This process's rank.</summary>
    public int Rank => OfWorld("MPI_Comm_rank");

    /// <summary>The number of processes.</summary>
    public int Size => OfWorld("MPI_Comm_size");

    /// <summary>Loads the library of the launcher; where any will do, the first there is.</summary>
    /// <param name="launcher">Who started this process.</param>
    /// <exception cref="MpiException">There is none, or one that is not known.</exception>
    public static MpiLibrary Load(Launcher launcher)
    {
        Prepare();
        (MpiKind Kind, string File, string Name, string Packages)[] wanted =
            [.. Known.Where(known => launcher.Kind is null || launcher.Kind == known.Kind)];
        foreach ((_, string file, _, _) in wanted)
        {
            if (NativeLibrary.TryLoad(file, out nint library))
            {
                return new(library);
            }
        }

        string files = string.Join(" nor ", wanted.Select(static known => $"{known.File} ({known.Name})"));
        files = wanted.Length > 1 ? $"neither {files} can" : $"{files} can't";
        string packages = string.Join(", or ", wanted.Select(static known => $"apt-get install {known.Packages}"));
        throw new MpiException(
            $"There is no MPI library: {files} be loaded, and this process was started by {launcher.Name}. On Debian: " +
                $"{packages}.");
    }

    /// <summary>Starts the library. Calls may come from any thread, one at a time.</summary>
    public void Start()
    {
        const int Serialized = 2;
        int provided;
        Require(
            "MPI_Init_thread",
            ((delegate* unmanaged<nint, nint, int, int*, int>)Export("MPI_Init_thread"))(0, 0, Serialized, &provided));
        if (provided < Serialized)
        {
            throw new MpiException(
                $"{Version.Words} was built for calls from one thread alone (level {provided}, expected {Serialized}), and a training " +
                    "may call from another. Install one that was built with threads.");
        }
    }

    /// <summary>Gathers the parts of all processes in place.</summary>
    /// <param name="parts">The parts one behind the other.</param>
    /// <param name="lengths">Their lengths.</param>
    /// <param name="starts">Where each begins.</param>
    /// <param name="meanwhile">Does a piece of some work while parts are on their way, and says whether there is more; null for
    /// none.</param>
    public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, ReadOnlySpan<int> starts, Func<bool>? meanwhile = null)
    {
        fixed (byte* all = parts)
        fixed (int* counts = lengths, displacements = starts)
        {
            if (Version.Kind == MpiKind.OpenMpi && meanwhile is null)
            {
                Require("MPI_Allgatherv", _allGather(_inPlace, 0, _byte, (nint)all, counts, displacements, _byte, _world));
                return;
            }

            // MPICH waits without ever leaving the processor to others, which costs each of them a slice of time where there are more ranks
            // than processors. So it is asked, and the processor left in between.
            nint request = 0;
            Require("MPI_Iallgatherv", _beginAllGather(_inPlace, 0, _byte, (nint)all, counts, displacements, _byte, _world, &request));
            try
            {
                while (meanwhile is not null && !IsDone(&request) && meanwhile())
                {
                }
            }
            finally
            {
                // Whatever the work has thrown: until the last part has come, the library writes where the parts lie.
                while (!IsDone(&request))
                {
                    Thread.Yield();
                }
            }
        }
    }

    /// <summary>Ends the library; waits until all processes do.</summary>
    public void Finish() => Require("MPI_Finalize", ((delegate* unmanaged<int>)Export("MPI_Finalize"))());

    /// <summary>Ends all processes.</summary>
    /// <param name="exitCode">Their exit code.</param>
    public void Abort(int exitCode)
        => Require("MPI_Abort", ((delegate* unmanaged<nint, int, int>)Export("MPI_Abort"))(_world, exitCode));

    // To the native environment, which .NET's own does not reach, and before the library is loaded, which reads it then. What the user has
    // set stands.
    private static void Prepare()
    {
        // UCX, through which MPICH sends, takes a SIGSEGV for the end of the process. To .NET it is a NullReferenceException.
        SetVariable("UCX_ERROR_SIGNALS", string.Empty, overwrite: 0);

        // Whoever waits asks again and again. Where there are more ranks and threads than processors the others need it.
        SetVariable("OMPI_MCA_mpi_yield_when_idle", "1", overwrite: 0);
    }

    // Of a request that is done the library makes one that always is.
    private bool IsDone(nint* request)
    {
        int done;
        Require("MPI_Test", _test(request, &done, _statusIgnored));
        return done != 0;
    }

    private int OfWorld(string function)
    {
        int number;
        Require(function, ((delegate* unmanaged<nint, int*, int>)Export(function))(_world, &number));
        return number;
    }

    private string ReadVersion()
    {
        byte* text = stackalloc byte[LongestText];
        int length;
        Require(
            "MPI_Get_library_version",
            ((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(text, &length));
        return Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText));
    }

    private nint Export(string name) => NativeLibrary.TryGetExport(_library, name, out nint address)
        ? address
        : throw new MpiException(
            $"The MPI library has no '{name}', so it is none of version 3 of the standard. Install Open MPI or MPICH.");

    // By default an error in MPI ends all processes, so this is for what comes back nonetheless.
    private void Require(string function, int code)
    {
        if (code == 0)
        {
            return;
        }

        byte* text = stackalloc byte[LongestText];
        int length = 0;
        int told = ((delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string"))(code, text, &length);
        string words = told == 0 ? Encoding.UTF8.GetString(text, Math.Clamp(length, 0, LongestText)) : "no words for it";
        throw new MpiException($"{function} failed with code {code}: {words}.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
