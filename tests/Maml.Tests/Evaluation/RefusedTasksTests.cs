using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>Tasks that can't be evaluated are refused with the task, the set, the index and the label.</summary>
public class RefusedTasksTests
{
    private const int Classes = 3;

    private static readonly RandomTasks<double> Good = new(6, 9, 4, Classes, classes: true);

    private static readonly Maml<double> Learner = new(Net(null), 2);

    public static TheoryData<string, string> Refused => new()
    {
        {
            "query label above",
            "Task 7: the query label at index 4 is 3, expected a class number: the net has scores for 3 classes, 0 to 2."
        },
        {
            "query label below",
            "Task 7: the query label at index 4 is -1, expected a class number: the net has scores for 3 classes, 0 to 2."
        },
        {
            "query label between",
            "Task 7: the query label at index 4 is 0.5, expected a class number: the net has scores for 3 classes, 0 to 2."
        },
        {
            "support label above",
            "Task 7: the support label at index 5 is 3, expected a class number: the net has scores for 3 classes, 0 to 2."
        },
        { "ten ways", "Task 7: the support label at index 3 is 3, expected a class number: the net has scores for 3 classes, 0 to 2." },
        { "query labels missing", "Task 7: the query set has 9 inputs and 8 targets: each input has one target." },
        { "support labels missing", "Task 7: the support set has 6 inputs and 7 targets: each input has one target." },
        { "query NaN", "Task 7: the query inputs hold NaN at [2, 1], expected finite numbers." },
        { "support infinity", "Task 7: the support inputs hold -Infinity at [5, 3], expected finite numbers." },
        { "no queries", "Task 7: the query set is empty, it has 0 inputs and 0 targets: a task has at least one example to be judged by." },
        { "no support", "Task 7: the support set is empty, it has 0 inputs and 0 targets: a task has at least one example to adapt to." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void By_the_evaluators_with_one_message(string what, string message)
    {
        ChangedTasks<double> tasks = new(Good, 7, task => Spoiled(task, what));
        Parameters<double> start = Learner.Initialize(1);
        foreach (int threads in (int[])[1, 2])
        {
            using ClassificationEvaluator<double> evaluator = new(Net(batch: 4), 2);
            using Evaluator<double> losses = new(Learner);
            RequireMessage(message, () => evaluator.Evaluate(start, tasks, 1, 10, new EvaluationOptions { Threads = threads }));
            RequireMessage(message, () => losses.Evaluate(start, tasks, 1, 10, new EvaluationOptions { Threads = threads }));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_refused_leaves_nothing_behind(string what, string message)
    {
        // A block of the same size and layout, of which the first evaluation may have recorded programs.
        ChangedTasks<double> tasks = new(Good, 7, task => Spoiled(task, what));
        Parameters<double> start = Learner.Initialize(1);
        using ClassificationEvaluator<double> evaluator = new(Net(batch: 4), 2);
        using ClassificationEvaluator<double> other = new(Net(batch: 4), 2);
        using Evaluator<double> losses = new(Learner);
        using Evaluator<double> otherLosses = new(Learner);
        RequireMessage(message, () => evaluator.Evaluate(start, tasks, 1, 8));
        RequireMessage(message, () => losses.Evaluate(start, tasks, 1, 8));
        Assert.Equal(
            other.Evaluate(start, Good, 1, 8).Transductive.After(2).Mean, evaluator.Evaluate(start, Good, 1, 8).Transductive.After(2).Mean);
        Assert.Equal(otherLosses.Evaluate(start, Good, 1, 8).After(2).Mean, losses.Evaluate(start, Good, 1, 8).After(2).Mean);
    }

    [Theory]
    [InlineData("query label above")]
    [InlineData("support label above")]
    [InlineData("ten ways")]
    [InlineData("query labels missing")]
    [InlineData("support labels missing")]
    [InlineData("no queries")]
    [InlineData("no support")]
    public void By_the_trainer_with_the_same(string what)
    {
        string message = Assert.Single(Refused, row => row.Data.Item1 == what).Data.Item2;
        ChangedTasks<double> tasks = new(Good, 7, task => Spoiled(task, what));
        foreach (int? tasksPerBlock in (int?[])[null, 1])
        {
            Trainer<double> trainer = new(Plans.Of(Learner) with { Tasks = tasks, TasksPerBlock = tasksPerBlock });
            RequireMessage(message, () => trainer.Run(trainer.Start()));
            RequireMessage(message, () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        }
    }

    [Fact]
    public void A_prediction_needs_no_right_labels_of_the_queries_but_all_else()
    {
        Parameters<double> start = Learner.Initialize(1);
        using ClassificationEvaluator<double> evaluator = new(Learner);
        Parameters<double> task = Good.Sample(1, 7);
        Assert.Equal(
            evaluator.Predict(start, task).Transductive[2], evaluator.Predict(start, Spoiled(task, "query label above")).Transductive[2]);
        Parameters<double> unlabelled = new(task.Where(static entry => entry.Key != EpisodeNames.QueryTargets));
        Assert.Equal(evaluator.Predict(start, task).Transductive[2], evaluator.Predict(start, unlabelled).Transductive[2]);
        RequireMessage(
            "The support label at index 5 is 3, expected a class " +
                "number", () => evaluator.Predict(start, Spoiled(task, "support label above")));
        RequireMessage("The query inputs hold NaN at [2, 1]", () => evaluator.Predict(start, Spoiled(task, "query NaN")));
    }

    private static void RequireMessage(string message, Action action)
        => Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static NetAdaptation<double> Net(int? batch)
        => new(new Linear<double>(4, Classes), Loss.CrossEntropy, StepSizes<double>.Constant(0.1), batch: batch);

    private static Parameters<double> Spoiled(Parameters<double> task, string what)
    {
        var (x, y, queryX, queryY) = (task.SupportInputs, task.SupportTargets, task.QueryInputs, task.QueryTargets);
        return what switch
        {
            "query label above" => FewShotTask.Of(x, y, queryX, With(queryY, 4, 3)),
            "query label below" => FewShotTask.Of(x, y, queryX, With(queryY, 4, -1)),
            "query label between" => FewShotTask.Of(x, y, queryX, With(queryY, 4, 0.5)),
            "support label above" => FewShotTask.Of(x, With(y, 5, 3), queryX, queryY),
            "ten ways" => FewShotTask.Of(x, Numbered(6), queryX, Numbered(9)),
            "query labels missing" => FewShotTask.Of(x, y, queryX, Tensors.Wrap(new double[8], [8])),
            "support labels missing" => FewShotTask.Of(x, Tensors.Wrap(new double[7], [7]), queryX, queryY),
            "query NaN" => FewShotTask.Of(x, y, With(queryX, (2 * 4) + 1, double.NaN), queryY),
            "support infinity" => FewShotTask.Of(With(x, (5 * 4) + 3, double.NegativeInfinity), y, queryX, queryY),
            "no queries" => FewShotTask.Of(x, y, Tensors.Wrap<double>([], [0, 4]), Tensors.Wrap<double>([], [0])),
            "no support" => FewShotTask.Of(Tensors.Wrap<double>([], [0, 4]), Tensors.Wrap<double>([], [0]), queryX, queryY),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such fault."),
        };
    }

    private static Tensor<double> Numbered(int count)
        => Tensors.Wrap([.. Enumerable.Range(0, count).Select(static k => (double)k)], [count]);

    private static Tensor<double> With(Tensor<double> tensor, int element, double value)
    {
        double[] values = Tensors.ToArray(tensor);
        values[element] = value;
        return Tensors.Wrap(values, Tensors.ShapeOf(tensor));
    }
}
