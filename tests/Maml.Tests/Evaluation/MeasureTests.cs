using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>Measures are unweighted means over the tasks, with intervals; a NaN among them is told and stops nothing.</summary>
public class MeasureTests
{
    // Tasks of one and of two values, so that there are groups and blocks of unequal size; the measure is the task's number, or NaN for one
    // of them.
    private const int Odd = 17;

    private static readonly ValueTasks Tasks = new(static index => index % 3 == 0 ? [index, 0] : [index]);

    private static readonly Learner<double> Numbers = Scripted.Of(
        "numbers", static (meta, episode) => (meta["a.w"] - 1)
            .Square() * (1 + (0 * Number(episode))), static episode => [new("number", Number(episode))]);

    private static readonly Learner<double> Nans = Scripted.Of(
        "nans", static (meta, episode) => (meta["a.w"] - 1).Square() * (1 + (0 * Number(episode))),
        static episode => [new("number", Number(episode)), new("odd", (Number(episode) - Odd).Square().Log() * 0)]);

    [Fact]
    public void Each_task_counts_once_whatever_its_block_and_group()
    {
        using Evaluator<double> evaluator = new(Numbers);
        AdaptationCurve curve = evaluator.Evaluate(Numbers.Initialize(1), Tasks, 1, 31);
        double[] numbers = [.. Enumerable.Range(0, 31).Select(static k => (double)k)];
        Assert.Equal(numbers, curve.Measures["number"][0]);
        MeasureSummary summary = curve.MeasureAfter("number", 0);
        Assert.Equal((15, 31), (summary.Mean, summary.Tasks));

        // The variance of 0 to 30 is 31 * 32 / 12.
        Near.Close(1.959963984540054 * Math.Sqrt(31 * 32 / 12.0 / 31), summary.HalfWidth95, 1e-14);
        Assert.Contains("; number 15 +- 3.2", curve.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "'weight'; the adaptation tells [number]", Assert.Throws<KeyNotFoundException>(() => curve.MeasureAfter("weight", 0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.MeasureAfter("number", 1));
        Assert.Throws<ArgumentException>(() => MeasureSummary.Of([]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void In_training_too(int block)
    {
        List<TrainingProgress> told = [];
        Trainer<double> trainer = new(Plans.Of(Numbers, iterations: 4) with { Tasks = Tasks, MetaBatch = 6, TasksPerBlock = block });
        trainer.Run(trainer.Start(), new() { Threads = 2, ReportEvery = 2, Report = told.Add });
        Assert.Equal([5.5, 17.5], told.Select(static report => Assert.Single(report.Measures).Value));
    }

    [Fact]
    public void A_NaN_in_an_evaluation_is_told_of_its_task_and_in_the_mean()
    {
        using Evaluator<double> evaluator = new(Nans);
        AdaptationCurve curve = evaluator.Evaluate(Nans.Initialize(1), Tasks, 1, 31);
        for (int task = 0; task < 31; task++)
        {
            Assert.Equal(task == Odd, double.IsNaN(curve.Measures["odd"][0][task]));
            Assert.Equal(task, curve.Measures["number"][0][task]);
        }

        Assert.True(double.IsNaN(curve.MeasureAfter("odd", 0).Mean));
        Assert.Equal(15, curve.MeasureAfter("number", 0).Mean);
        Assert.Equal(1, curve.After(0).Mean);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_NaN_in_a_training_is_told_and_changes_no_bit_of_it(bool replay)
    {
        List<TrainingProgress> told = [];
        TrainingPlan<double> plan = Plans.Of(Nans, iterations: 5) with { Tasks = Tasks, MetaBatch = 6, TasksPerBlock = 2 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start(), new() { Replay = replay, ReportEvery = 1, Report = told.Add });

        // Task 17 is one of iteration 2.
        Assert.Equal(
            [false, false, true, false, false],
            told.Select(static report => double.IsNaN(report.Measures.Single(static measure => measure.Key == "odd").Value)));
        Assert.All(told, static report => Assert.True(
            double.IsFinite(report.Loss) && double.IsFinite(report.Measures.Single(static measure => measure.Key == "number").Value)));
        Trainer<double> without = new(plan with { Learner = Numbers });
        Same.Bits(without.Run(without.Start()), end);
    }

    private static Variable<double> Number(Episode<double> episode) => episode[ValueTasks.Name].Sum([1]);
}
