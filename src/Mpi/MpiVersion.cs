using System.Globalization;
using System.Text.RegularExpressions;

namespace AutogradMaml.Mpi;

/// <summary>What a library says of itself.</summary>
/// <param name="Kind">The family.</param>
/// <param name="Words">Name and version, as in <c>Open MPI v4.1.4</c>.</param>
internal sealed partial record MpiVersion(MpiKind Kind, string Words)
{
    // Handles and constants that are compiled into programs are those of these versions: libmpi.so.40 and libmpich.so.12.
    private const int FirstOpenMpi = 4;
    private const int LastOpenMpi = 5;
    private const int FirstMpich = 3;
    private const int LastMpich = 4;

    /// <summary>Reads the text that MPI_Get_library_version gives.</summary>
    /// <param name="text">The text, of one line or many.</param>
    /// <exception cref="MpiException">It is of a library or a version whose handles are not known.</exception>
    public static MpiVersion Parse(string text)
    {
        if (OpenMpi().Match(text) is { Success: true } open)
        {
            return Of(MpiKind.OpenMpi, "Open MPI", open.Groups[1].Value, FirstOpenMpi, LastOpenMpi);
        }

        if (Mpich().Match(text) is { Success: true } mpich)
        {
            return Of(MpiKind.Mpich, "MPICH", mpich.Groups[1].Value, FirstMpich, LastMpich);
        }

        throw new MpiException(
            $"The MPI library says that it is '{text.Split('\n')[0].Trim()}', expected Open MPI {FirstOpenMpi} or {LastOpenMpi} or MPICH " +
                $"{FirstMpich} or {LastMpich}: the handles of others are not known. Install one of these.");
    }

    private static MpiVersion Of(MpiKind kind, string name, string version, int first, int last)
    {
        int major = int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture);
        return major >= first && major <= last
            ? new(kind, $"{name} {version}")
            : throw new MpiException(
                $"The MPI library is {name} {version}, expected a version from {first} to {last}: the handles of others are not known. " +
                    "Install one of these.");
    }

    [GeneratedRegex(@"\AOpen MPI v([0-9]{1,4}\.[0-9.]+)")]
    private static partial Regex OpenMpi();

    [GeneratedRegex(@"\AMPICH Version:\s*([0-9]{1,4}\.[0-9.]+)")]
    private static partial Regex Mpich();
}
