using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Maml;
using AutogradMaml.Mpi.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Mpi.Tests.Jobs;

/// <summary>What happens to one rank ends the job within seconds, and the checkpoint goes on.</summary>
public class LostRankTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(Job.OpenMpi, Job.Mpich)]
    [InlineData(Job.Mpich, Job.OpenMpi)]
    public void A_killed_rank_ends_the_job_and_others_go_on_to_the_same_bits(string family, string other)
    {
        using TemporaryFolder folder = new();
        string checkpoint = folder["state"];
        using (Job job = Job.Start(family, 3, "train", checkpoint, "1000000"))
        {
            int[] processes = [.. job.ReadLine().Split(' ').Select(static id => int.Parse(id, CultureInfo.InvariantCulture))];

            // An iteration is told before its checkpoint is written: that of the one before is there.
            while (job.ReadLine() != "13")
            {
            }

            using Process second = Process.GetProcessById(processes[1]);
            second.Kill();
            long killed = Stopwatch.GetTimestamp();
            (int code, string[] lines, string errors) = job.End();
            Assert.NotEqual(0, code);
            Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Soon);

            // Open MPI tells of it on the standard error, MPICH on the output.
            Assert.Contains(
                family == Job.OpenMpi ? "signal 9 (Killed)" : "EXIT CODE: 9", errors + string.Join('\n', lines), StringComparison.Ordinal);
        }

        // To the same iteration on other numbers of ranks, one of them of the other family.
        var at = TrainingCheckpoint<float>.Read(checkpoint);
        Assert.True(at.Iteration >= 12);
        long end = at.Iteration + 5;
        Trainer<float> alone = new(RankPlans.Sinusoid(end));
        string expected = RankProgram.Fingerprint(alone.Run(alone.Start(), new() { Threads = 1 }));
        foreach ((string resuming, int ranks) in ((string, int)[])[(family, 2), (other, 4)])
        {
            string copy = folder[$"{ranks}"];
            File.Copy(checkpoint, copy);
            (int code, string[] lines, string errors) = Job.Run(resuming, ranks, "train", copy, end.ToString(CultureInfo.InvariantCulture));
            Assert.True(code == 0, errors);
            Assert.Equal((at.Iteration + 1).ToString(CultureInfo.InvariantCulture), lines[1]);
            Assert.Equal(expected, lines[^1]);
        }
    }

    [Theory]
    [InlineData(Job.OpenMpi)]
    [InlineData(Job.Mpich)]
    public void An_exception_on_one_rank_alone_is_told_and_ends_the_job(string family)
    {
        long start = Stopwatch.GetTimestamp();
        (int code, _, string errors) = Job.Run(family, 2, "throw", "1");
        Assert.NotEqual(0, code);
        Assert.Contains("the visitor stumbled", errors, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Soon);
    }

    [Fact]
    public void A_rank_that_drifts_is_named_and_all_end()
    {
        (int code, string[] lines, string errors) = Job.Run(Job.OpenMpi, 3, "drift", "2");
        Assert.Equal(3, code);
        Assert.True(lines.Length == 1, errors);
        Assert.StartsWith(
            "Rank 2 of 3 has other meta-parameters than the other ranks after iteration 5.", lines[0], StringComparison.Ordinal);
    }
}
