using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Ranks;

/// <summary>Instruments share their tasks out to ranks, and each rank has what one process measures.</summary>
public class RankInstrumentTests
{
    // Not as many as ranks, and fewer than the most of them.
    private const int Count = 3;
    private const ulong Seed = 7;

    private static readonly Maml<double> Learner = new(
        new Sequential<double>(
            ("body", new Linear<double>(1, 3)), ("bend", Activations.Tanh<double>()), ("head", new Linear<double>(3, 1))),
        Loss.MeanSquaredError, steps: 2, StepSizes<double>.Constant(0.05));

    private static readonly SinusoidTasks<double> Tasks = new(4, 4);

    private static readonly Dictionary<string, Func<ICommunicator?, string>> All = new()
    {
        ["variance"] = static ranks => MetaGradientVariance.Measure(
            Learner, Tasks, Learner.Initialize(1), Seed, Count, 2, 2, ranks).ToJson(),
        ["growth"] = static ranks => InnerGrowth.Measure(
            Learner, Tasks, Learner.Initialize(1), Seed, Count, turns: 5, differentiated: [1], communicator: ranks).ToJson(),
        ["curvature"] = static ranks => InnerCurvature.Measure(
            Learner, Tasks, Learner.Initialize(1), Seed, Count, turns: 5, communicator: ranks).ToJson(),
        ["alignment"] = static ranks => InnerAlignment.Measure(
            Learner, Tasks, Learner.Initialize(1), Seed, Count, descent: 5, communicator: ranks).ToJson(),
        ["course of the alignment"] = static ranks =>
        {
            InnerAlignmentCourse<double> course = new(Learner, Tasks, Seed, Count, descent: 5, communicator: ranks);
            course.Look(new Trainer<double>(Plan).Start());
            return course.ToJson();
        },
        ["reuse"] = static ranks => FeatureReuse.Measure(Learner, Tasks, Learner.Initialize(1), Seed, Count, ranks).ToJson(),
        ["overfitting"] = static ranks => MetaOverfitting.Measure(Plan, Count, threads: 2, ranks).ToJson(),
    };

    private static TrainingPlan<double> Plan => new() { Learner = Learner, Tasks = Tasks, Iterations = 2, MetaBatch = 2 };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_ranks_changes_no_bit(string instrument)
    {
        string alone = All[instrument](null);
        foreach (int size in (int[])[1, 2, 4])
        {
            Assert.All(RanksInProcess.Run(size, All[instrument]), json => Assert.Equal(alone, json));
        }
    }

    [Fact]
    public void A_task_that_fails_on_one_rank_is_told_on_all()
    {
        string[] told = RanksInProcess.Run(2, static ranks => Assert.Throws<RankFailedException>(() => InnerAlignment.Measure(
            Learner, Tasks, Learner.Initialize(1), Seed, Count,
            static task => task.Index == 2 ? throw new InvalidOperationException("no optimum") : Learner.Initialize(2),
            communicator: ranks)).Message);
        Assert.All(told, static message => Assert.Contains("no optimum", message, StringComparison.Ordinal));
    }
}
