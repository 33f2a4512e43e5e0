using AutogradMaml.Mpi.Tests.Support;

namespace AutogradMaml.Mpi.Tests.Jobs;

/// <summary>A job on any number of ranks and of either family ends in the bits of one process without MPI.</summary>
public class BitsTests
{
    private static readonly Lazy<string[]> Alone = new(static () => [.. RankProgram.Bits(null)]);

    [Theory]
    [InlineData(Job.OpenMpi, 1)]
    [InlineData(Job.OpenMpi, 2)]
    [InlineData(Job.OpenMpi, 4)]
    [InlineData(Job.Mpich, 1)]
    [InlineData(Job.Mpich, 2)]
    [InlineData(Job.Mpich, 4)]
    public void Trainings_and_evaluations_end_in_the_same_bits_and_allocate_nothing(string family, int ranks)
    {
        (int code, string[] lines, string errors) = Job.Run(family, ranks, "bits");
        Assert.True(code == 0, errors);
        Assert.StartsWith(family, lines[0], StringComparison.Ordinal);
        Assert.Equal([.. Alone.Value, "allocated 0", "caught NullReferenceException"], lines[1..]);
    }

    [Fact]
    public void The_plans_differ()
        => Assert.Equal(RankPlans.All.Count, Alone.Value.Select(static line => line.Split(':')[1]).Distinct().Count());
}
