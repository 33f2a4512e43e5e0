using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Training;

/// <summary>A training that was stopped or killed and goes on ends in the bits of one that was neither.</summary>
public class ResumeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(19)]
    public void Cancelled_and_resumed_it_ends_in_the_same_bits(int stopAfter)
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(20));
        TrainingState<float> whole = trainer.Run(trainer.Start());

        using CancellationTokenSource source = new();
        TrainingState<float> stopped = trainer.Run(
            trainer.Start(),
            new TrainingOptions
            {
                CheckpointPath = folder["state"],
                ReportEvery = 1,
                Report = progress =>
                {
                    if (progress.Iteration == stopAfter)
                    {
                        source.Cancel();
                    }
                },
            },
            source.Token);
        Assert.Equal(stopAfter, stopped.Iteration);
        Assert.Equal(["state"], folder.Files);

        Same.Bits(whole, trainer.Run(stopped));
        Trainer<float> other = new(Plans.Sinusoid(20));
        TrainingState<float> saved = other.Resume(folder["state"]);
        Same.Bits(stopped, saved);
        Same.Bits(whole, other.Run(saved, new TrainingOptions { Threads = 2 }));
    }

    [Fact]
    public void Cancelled_before_it_begins_it_saves_the_start()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(20));
        TrainingState<float> state = trainer.Run(
            trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"] }, new CancellationToken(canceled: true));
        Assert.Equal(0, state.Iteration);
        Same.Bits(trainer.Start(), trainer.Resume(folder["state"]));
    }

    [Fact]
    public void At_the_end_there_is_a_checkpoint_whatever_the_interval()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(5));
        TrainingState<float> end = trainer.Run(
            trainer.Start(), new TrainingOptions { CheckpointPath = folder["state"], CheckpointEvery = 3 });
        Same.Bits(end, trainer.Resume(folder["state"]));

        // A longer plan takes it further.
        Trainer<float> longer = new(Plans.Sinusoid(9));
        Same.Bits(longer.Run(longer.Start()), longer.Run(longer.Resume(folder["state"])));
    }

    [Fact]
    public void What_breaks_off_between_checkpoints_goes_on_from_the_last()
    {
        using TemporaryFolder folder = new();
        Trainer<float> trainer = new(Plans.Sinusoid(20));
        Assert.Throws<InvalidOperationException>(() => trainer.Run(
            trainer.Start(),
            new TrainingOptions
            {
                CheckpointPath = folder["state"],
                CheckpointEvery = 4,
                ReportEvery = 1,
                Report = static progress =>
                {
                    if (progress.Iteration == 11)
                    {
                        throw new InvalidOperationException("Power failure.");
                    }
                },
            }));
        TrainingState<float> saved = trainer.Resume(folder["state"]);
        Assert.Equal(8, saved.Iteration);
        Same.Bits(trainer.Run(trainer.Start()), trainer.Run(saved));
    }

    [Fact]
    public void Killed_again_and_again_in_a_process_of_its_own_it_ends_in_the_same_bits()
    {
        using TemporaryFolder folder = new();
        foreach (int steps in (int[])[3, 1, 8])
        {
            KilledTraining.StartAndKill(folder["state"], steps);
        }

        // Where the child was when it died is chance; what its last checkpoint holds is not.
        long reached = new Trainer<float>(Plans.Sinusoid(0)).Resume(folder["state"]).Iteration;
        Assert.True(reached >= 3 + 1 + 8 - 3, $"The checkpoint is of iteration {reached}.");
        Trainer<float> trainer = new(Plans.Sinusoid(reached + 10));
        Same.Bits(trainer.Run(trainer.Start()), trainer.Run(trainer.Resume(folder["state"])));
    }
}
