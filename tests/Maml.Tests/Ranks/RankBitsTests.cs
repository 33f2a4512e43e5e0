using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Reinforcement;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Ranks;

/// <summary>The number of ranks changes no bit, of the training and of what is told of it.</summary>
public class RankBitsTests
{
    public static TheoryData<string> All => Learners.AsTheory;

    public static TheoryData<int> Sizes => [1, 2, 3, 4, 8];

    [Theory]
    [MemberData(nameof(All))]
    public void Of_every_learner(string learner)
    {
        // Four blocks: eight ranks are more than there are.
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>(learner)) with { TasksPerBlock = 2, OuterOptimizer = new Adam<double>() };
        TrainingState<double> alone = Alone(plan);
        foreach (int size in (int[])[1, 2, 3, 4, 8])
        {
            Assert.All(Train(plan, size), state => Same.Bits(alone, state));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Of_a_clipped_training_on_threads_recorded_anew_and_replayed(int size)
    {
        TrainingPlan<float> plan = Plans.Sinusoid(25) with { TasksPerBlock = 1 };
        TrainingState<float> alone = Alone(plan);
        Assert.All(Train(plan, size, threads: 2), state => Same.Bits(alone, state));
        Assert.All(Train(plan, size, replay: false), state => Same.Bits(alone, state));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Of_running_statistics_over_phases(int size)
    {
        TrainingPlan<double> plan = new()
        {
            Learner = new MamlPlusPlus<double>(
                BatchNormNet.Of<double>(2, 3, policy: NormalizationPolicy.PerInnerStep(2)), Loss.CrossEntropy, 2, 0.1,
                new() { AnnealedEpochs = 2, FirstOrderEpochs = 1, EpochIterations = 2 }),
            Tasks = new GaussianClassTasks<double>(3, 4, 4, [0.5, 1], 2),
            Iterations = 6,
            MetaBatch = 7,
        };
        TrainingState<double> alone = Alone(plan);
        Assert.Contains(alone.MetaParameters.Names, static name => name.StartsWith("statistics.", StringComparison.Ordinal));
        Assert.All(Train(plan, size), state => Same.Bits(alone, state));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Of_outer_searches_of_policies(int size)
    {
        OuterSearch<float>[] searches = [new NaturalStep<float>(turns: 3, everyBlock: 2), new RepeatedSteps<float>(2)];
        foreach (OuterSearch<float> search in searches)
        {
            TrainingPlan<float> plan = PolicyPlans.Navigation(search, 3);
            TrainingState<float> alone = Alone(plan);
            Assert.All(Train(plan, size), state => Same.Bits(alone, state));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void What_rank_0_reports_is_what_one_process_does_and_the_others_report_nothing(int size)
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new PrototypicalNetwork<float>(PaperNets.OmniglotStridedFlat<float>(5, 3), 5),
            Tasks = new ImageEpisodes<float>(Glyphs.Create(1, 30), 5, 1, 2),
            Iterations = 4,
            MetaBatch = 5,
            TasksPerBlock = 2,
        };
        string[] Told(ICommunicator? ranks)
        {
            List<string> told = [];
            Trainer<float> trainer = new(plan);
            trainer.Run(trainer.Start(), new()
            {
                Threads = 1,
                Communicator = ranks,
                ReportEvery = 2,
                Report = progress => told.Add(FormattableString.Invariant(
                    $"{progress.Iteration} {progress.Loss:R} {progress.GradientNorm:R} {string.Join(", ", progress.Measures)}")),
            });
            return [.. told];
        }

        string[] alone = Told(null);
        Assert.Equal(2, alone.Length);
        Assert.Contains("accuracy", alone[0], StringComparison.Ordinal);
        string[][] all = RanksInProcess.Run(size, Told);
        Assert.Equal(alone, all[0]);
        Assert.All(all[1..], Assert.Empty);
    }

    private static TrainingState<T> Alone<T>(TrainingPlan<T> plan)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Trainer<T> trainer = new(plan);
        return trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1 });
    }

    private static TrainingState<T>[] Train<T>(TrainingPlan<T> plan, int size, int threads = 1, bool replay = true)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => RanksInProcess.Run(size, ranks =>
        {
            Trainer<T> trainer = new(plan);
            return trainer.Run(
                trainer.Start(), new TrainingOptions { Threads = threads, Replay = replay, Communicator = ranks, CompareRanksEvery = 2 });
        });
}
