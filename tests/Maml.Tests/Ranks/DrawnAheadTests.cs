using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Ranks;

/// <summary>While ranks gather, each draws its tasks of the next iteration.</summary>
public class DrawnAheadTests
{
    private const int Iterations = 6;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void As_many_blocks_as_there_is_time_for_are_drawn_and_each_task_once(int pieces)
    {
        Noted noted = new(new SinusoidTasks<float>(5, 5));
        TrainingPlan<float> plan = Plans.Sinusoid(Iterations);
        Meanwhile ranks = new(pieces, noted);
        Trainer<float> alone = new(plan);
        Trainer<float> trainer = new(plan with { Tasks = noted });
        TrainingState<float> end = trainer.Run(trainer.Start(), new() { Threads = 1, Communicator = ranks, CompareRanksEvery = 2 });
        Same.Bits(alone.Run(alone.Start(), new() { Threads = 1 }), end);

        // Programs are held against other tasks when they are made, in the first iteration. What lies behind the end is drawn by nobody.
        int blocks = (plan.MetaBatch + plan.BlockSize - 1) / plan.BlockSize;
        int ahead = Math.Min(Math.Min(pieces, blocks) * plan.BlockSize, plan.MetaBatch);
        for (long task = plan.MetaBatch; task < Iterations * plan.MetaBatch; task++)
        {
            bool[] drawn = [.. noted.Of(task).Where(static draw => draw.InTraining).Select(static draw => draw.Meanwhile)];
            Assert.True(drawn.SequenceEqual([task % plan.MetaBatch < ahead]), $"{task}: {string.Join(',', drawn)}");
        }

        Assert.Empty(noted.Of(Iterations * plan.MetaBatch));
    }

    [Fact]
    public void A_task_that_can_not_be_drawn_is_told_in_its_own_iteration()
    {
        TrainingPlan<float> plan = Plans.Sinusoid(Iterations);
        Noted noted = new(new SinusoidTasks<float>(5, 5)) { Broken = 3 * plan.MetaBatch };
        Trainer<float> trainer = new(plan with { Tasks = noted });
        using Training<float> training = trainer.Begin(
            trainer.Start(), new() { Threads = 1, Communicator = new Meanwhile(int.MaxValue, noted) });
        training.Step();
        training.Step();
        training.Step();
        Assert.Contains(noted.Of(3 * plan.MetaBatch), static draw => draw.Meanwhile);
        Assert.Contains("can't be drawn", Assert.Throws<RankFailedException>(training.Step).Message, StringComparison.Ordinal);
        Assert.Equal(3, training.Iteration);
    }

    /// <summary>Notes which task was drawn when.</summary>
    private sealed class Noted(ITaskDistribution<float> tasks) : ITaskDistribution<float>
    {
        private readonly List<(long Task, bool Meanwhile, bool InTraining)> _draws = [];

        public string Description => tasks.Description;

        /// <summary>A task that can't be drawn.</summary>
        public long Broken { get; init; } = -1;

        public bool IsMeanwhile { get; set; }

        /// <summary>Whether blocks were gathered: what is drawn before is drawn to make the programs too.</summary>
        public bool HasGathered { get; set; }

        public TaskLayout LayoutOf(TaskNumber task) => tasks.LayoutOf(task);

        public IEnumerable<(long Task, bool Meanwhile, bool InTraining)> Of(long task) => _draws.Where(draw => draw.Task == task);

        public void Draw(TaskNumber task, TaskArrays<float> arrays)
        {
            _draws.Add((task.Index, IsMeanwhile, HasGathered));
            if (task.Index == Broken)
            {
                throw new InvalidOperationException("It can't be drawn.");
            }

            tasks.Draw(task, arrays);
        }
    }

    /// <summary>One rank by itself, that has time for some pieces of work while it gathers.</summary>
    private sealed class Meanwhile(int pieces, Noted noted) : ICommunicator
    {
        public int Rank => 0;

        public int Size => 1;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
        {
        }

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
        {
            (noted.IsMeanwhile, noted.HasGathered) = (true, true);
            for (int piece = 0; piece < pieces && meanwhile(); piece++)
            {
            }

            noted.IsMeanwhile = false;
        }
    }
}
