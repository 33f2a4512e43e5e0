using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Ranks;

/// <summary>What goes wrong on one rank ends all, with the same words; a training stops on all after the same iteration.</summary>
public class RankFailureTests
{
    [Fact]
    public void A_block_that_throws_on_one_rank_ends_all_for_that_rank()
    {
        // Task 16 is of iteration 2 and there the fifth of six: of rank 2 of three.
        TrainingPlan<float> good = Plans.Sinusoid(10);
        TrainingPlan<float> plan = good with
        {
            Tasks = new ChangedTasks<float>(good.Tasks, 16, static _ => throw new InvalidDataException("the drive is gone")),
        };
        RankFailedException[] errors = RanksInProcess.Run(3, ranks => Assert.Throws<RankFailedException>(() => Run(plan, ranks)));
        Assert.All(errors, static error => Assert.Equal(2, error.Rank));
        Assert.All(errors, static error => Assert.Equal("Rank 2 of 3 failed: InvalidDataException: the drive is gone", error.Message));
        Assert.Equal([false, false, true], errors.Select(static error => error.InnerException is InvalidDataException));
    }

    [Fact]
    public void What_is_not_finite_is_found_alike_by_all()
    {
        using TemporaryFolder folder = new();
        TrainingPlan<float> good = Plans.Sinusoid(10);
        TrainingPlan<float> plan = good with { Tasks = new ChangedTasks<float>(good.Tasks, 17, ChangedTasks<float>.NotANumber) };
        string alone = Assert.Throws<NonFiniteTrainingException>(() => Run(plan, null)).Message;
        string[] all = RanksInProcess.Run(3, ranks => Assert.Throws<NonFiniteTrainingException>(() => Run(plan, ranks)).Message);
        Assert.All(all, message => Assert.Equal(alone, message));
    }

    [Fact]
    public void A_rank_that_drifts_is_named()
    {
        // In the third iteration it has another direction of rank 2 than the others.
        TrainingPlan<float> plan = Plans.Sinusoid(10);
        RankFailedException[] errors = RanksInProcess.Run(
            3, ranks => Assert.Throws<RankFailedException>(() => Run(plan, ranks.Rank == 1 ? new Flipping(ranks) : ranks)));
        Assert.All(errors, static error => Assert.Equal(1, error.Rank));
        Assert.All(errors, static error => Assert.StartsWith(
            "Rank 1 of 3 has other meta-parameters than the other ranks after iteration 4.", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_plan_is_named_with_both()
    {
        RankFailedException[] errors = RanksInProcess.Run(3, ranks => Assert.Throws<RankFailedException>(
            () => Run(Plans.Sinusoid(10) with { Seed = ranks.Rank == 2 ? 4ul : 12 }, ranks)));
        Assert.All(errors, static error => Assert.Equal(2, error.Rank));
        Assert.All(errors, static error => Assert.Contains("seed 4;", error.Message, StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.Contains("seed 12;", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Stopped_on_one_rank_all_stop_and_any_number_go_on_to_the_same_bits(int stopped)
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(20));
        TrainingState<float> whole = trainer.Run(trainer.Start());
        TrainingState<float>[] ends = RanksInProcess.Run(3, ranks =>
        {
            using CancellationTokenSource source = new();
            return trainer.Run(
                trainer.Start(),
                new()
                {
                    Threads = 1,
                    Communicator = ranks,
                    VisitEvery = 7,
                    CheckpointPath = folder[$"of-{ranks.Rank}"],
                    CheckpointEvery = 5,
                },
                _ => Stop(source, ranks.Rank == stopped),
                source.Token);
        });

        // It is told at the beginning of the next one.
        Assert.All(ends, static end => Assert.Equal(8, end.Iteration));
        Assert.Equal(["of-0"], folder.Files);

        // Rank 0 alone has the checkpoint.
        foreach (int size in (int[])[1, 2, 4])
        {
            TrainingState<float>[] resumed = RanksInProcess.Run(size, ranks => trainer.Run(
                ranks.Rank == 0 ? trainer.Resume(folder["of-0"]) : trainer.Start(), new() { Threads = 1, Communicator = ranks }));
            Assert.All(resumed, state => Same.Bits(whole, state));
        }
    }

    private static void Stop(CancellationTokenSource source, bool stops)
    {
        if (stops)
        {
            source.Cancel();
        }
    }

    private static TrainingState<float> Run(TrainingPlan<float> plan, ICommunicator? ranks)
    {
        Trainer<float> trainer = new(plan);
        return trainer.Run(trainer.Start(), new() { Threads = 1, Communicator = ranks, CompareRanksEvery = 4 });
    }

    private sealed class Flipping(ICommunicator ranks) : ICommunicator
    {
        private int _iterations = -1;

        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
        {
            ranks.Gather(parts, lengths);

            // First the plan, then iterations; all else is shorter or of rank 0 alone. The first number of the direction stands behind a
            // byte, a byte, an integer and two losses.
            if (lengths[^1] > 100 && ++_iterations == 3)
            {
                parts[^lengths[^1]..][16] ^= 0x40;
            }
        }
    }
}
