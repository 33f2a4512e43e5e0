namespace AutogradMaml.Mpi.Tests.Jobs;

/// <summary>Which library belongs to a process, and which are known.</summary>
public class LauncherTests
{
    [Fact]
    public void The_launcher_is_told_by_its_environment()
    {
        Assert.Equal(new("mpirun of Open MPI", MpiKind.OpenMpi, 4), Of(("OMPI_COMM_WORLD_SIZE", "4")));
        Assert.Equal(new("mpirun of MPICH", MpiKind.Mpich, 2), Of(("PMI_SIZE", "2")));
        Assert.Equal(new("srun", null, 8), Of(("PMI_SIZE", "8"), ("SLURM_STEP_ID", "0")));
        Assert.Equal(new("no launcher of MPI", null, null), Of(("HOME", "/")));
        Assert.Null(Of(("PMI_SIZE", "many")).Processes);
    }

    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4", true, "Open MPI 4.1.4")]
    [InlineData("Open MPI v5.0.3, package: x", true, "Open MPI 5.0.3")]
    [InlineData("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7", false, "MPICH 4.0.2")]
    [InlineData("MPICH Version:      3.4a2\nMPICH", false, "MPICH 3.4")]
    public void Versions_are_read(string text, bool open, string words)
        => Assert.Equal(new(open ? MpiKind.OpenMpi : MpiKind.Mpich, words), MpiVersion.Parse(text));

    [Theory]
    [InlineData("Open MPI v3.1.6, package: x", "Open MPI 3.1.6, expected a version from 4 to 5")]
    [InlineData("MPICH Version:\t5.0.0", "MPICH 5.0.0, expected a version from 3 to 4")]
    [InlineData("Some MPI 1.0\nbuilt by hand", "says that it is 'Some MPI 1.0', expected Open MPI 4 or 5 or MPICH 3 or 4")]
    public void Others_are_refused(string text, string expected)
        => Assert.Contains(expected, Assert.Throws<MpiException>(() => MpiVersion.Parse(text)).Message, StringComparison.Ordinal);

    private static Launcher Of(params (string Name, string Value)[] variables)
        => Launcher.Of(name => Array.Find(variables, variable => variable.Name == name).Value);
}
