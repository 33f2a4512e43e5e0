using System.Globalization;

namespace AutogradMaml.Mpi;

/// <summary>Who started this process, as its environment tells: the library must be the launcher's own, or each process would be alone in a
/// world of one.</summary>
/// <param name="Name">What started it.</param>
/// <param name="Kind">The family of the launcher; null where any will do.</param>
/// <param name="Processes">How many processes it started; null where it does not tell.</param>
internal sealed record Launcher(string Name, MpiKind? Kind, int? Processes)
{
    /// <summary>Reads the environment.</summary>
    /// <param name="variable">The value of a variable, by its name; null where it is not set.</param>
    public static Launcher Of(Func<string, string?> variable)
    {
        if (variable("OMPI_COMM_WORLD_SIZE") is { } open)
        {
            return new("mpirun of Open MPI", MpiKind.OpenMpi, Number(open));
        }

        if (variable("PMI_SIZE") is not { } size)
        {
            return new("no launcher of MPI", null, null);
        }

        // srun speaks the same protocol for both families.
        bool slurm = variable("SLURM_STEP_ID") is not null;
        return new(slurm ? "srun" : "mpirun of MPICH", slurm ? null : MpiKind.Mpich, Number(size));
    }

    private static int? Number(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
