using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Ranks;

/// <summary>An evaluation on several ranks has the numbers of one process on all of them.</summary>
public class RankEvaluationTests
{
    // 60 tasks are three blocks: five ranks are more than there are.
    private const int Tasks = 60;

    private static readonly Learner<double> Told = Scripted.Of(
        "told", static (meta, episode) => (meta["a.w"] - 1).Square() * (1 + Number(episode)),
        static episode => [new("number", Number(episode))]);

    private static readonly ValueTasks Values = new(static index => index % 3 == 0 ? [index, 0] : [index]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Losses_and_measures(int size)
    {
        AdaptationCurve Evaluate(ICommunicator? ranks)
        {
            using Evaluator<double> evaluator = new(Told);
            return evaluator.Evaluate(Told.Initialize(1), Values, 1, Tasks, new() { Threads = 2, Communicator = ranks });
        }

        AdaptationCurve alone = Evaluate(null);
        Assert.Equal(Tasks, alone.Measures["number"][0].Distinct().Count());
        Assert.All(RanksInProcess.Run(size, Evaluate), curve =>
        {
            Assert.Equal(alone.Losses, curve.Losses);
            Assert.Equal(alone.Measures, curve.Measures);
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Accuracies(int size)
    {
        Learner<float> learner = new Maml<float>(
            PaperNets.OmniglotStridedFlat<float>(5, 3), Loss.CrossEntropy, 1, StepSizes<float>.Constant(0.1));
        ImageEpisodes<float> tasks = new(Glyphs.Create(1, 30), 5, 1, 2);
        ClassificationResult Evaluate(ICommunicator? ranks)
        {
            using ClassificationEvaluator<float> evaluator = new(learner);
            return evaluator.Evaluate(learner.Initialize(1), tasks, 1, 10, new() { Threads = 1, Communicator = ranks });
        }

        ClassificationResult alone = Evaluate(null);
        Assert.True(alone.Transductive.Accuracies[^1].Distinct().Count() > 1);
        Assert.All(RanksInProcess.Run(size, Evaluate), result =>
        {
            Assert.Equal(alone.Transductive.Accuracies, result.Transductive.Accuracies);
            Assert.Equal(alone.NonTransductive.Accuracies, result.NonTransductive.Accuracies);
        });
    }

    [Fact]
    public void What_fails_on_one_rank_fails_on_all_and_so_does_what_is_stopped()
    {
        ChangedTasks<double> bad = new(Values, 31, static task => double.NaN * task);
        RankFailedException[] errors = RanksInProcess.Run(
            3, ranks => Assert.Throws<RankFailedException>(() => Evaluate(bad, ranks, false)));
        Assert.All(errors, static error => Assert.StartsWith(
            "Rank 1 of 3 failed: ArgumentException: Task 31: the values hold NaN", error.Message, StringComparison.Ordinal));
        OperationCanceledException[] stopped = RanksInProcess.Run(
            3, ranks => Assert.ThrowsAny<OperationCanceledException>(() => Evaluate(Values, ranks, ranks.Rank == 1)));
        Assert.Equal(["Rank 1 was stopped.", "Rank 1 was stopped."], ((int[])[0, 2]).Select(rank => stopped[rank].Message));
    }

    private static AdaptationCurve Evaluate(ITaskDistribution<double> tasks, ICommunicator ranks, bool canceled)
    {
        using Evaluator<double> evaluator = new(Told);
        return evaluator.Evaluate(
            Told.Initialize(1), tasks, 1, Tasks, new() { Threads = 1, Communicator = ranks }, new CancellationToken(canceled));
    }

    private static Variable<double> Number(Episode<double> episode) => episode[ValueTasks.Name].Sum([1]);
}
