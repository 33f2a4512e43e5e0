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

    private static readonly InnerLoop<double> Loop = new(new Linear<double>(4, Classes), Nn.Loss.CrossEntropy, InnerStepSize<double>.Constant(0.1));

    public static TheoryData<string, string> Refused => new()
    {
        { "query label above", "Task 7: the query label at index 4 is 3, expected a class number: the net has scores for 3 classes, 0 to 2." },
        { "query label below", "Task 7: the query label at index 4 is -1, expected a class number: the net has scores for 3 classes, 0 to 2." },
        { "query label between", "Task 7: the query label at index 4 is 0.5, expected a class number: the net has scores for 3 classes, 0 to 2." },
        { "support label above", "Task 7: the support label at index 5 is 3, expected a class number: the net has scores for 3 classes, 0 to 2." },
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
        Parameters<double> start = Loop.InitializeMetaParameters(1);
        foreach (int threads in (int[])[1, 2])
        {
            using ClassificationEvaluator<double> evaluator = new(Loop, 2, batch: 4);
            RequireMessage(message, () => evaluator.Evaluate(start, tasks, 1, 10, new EvaluationOptions { Threads = threads }));
            RequireMessage(message, () => Evaluator.Evaluate(Loop, start, tasks, 1, 10, 2, threads));
        }
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
        foreach (TaskExecution execution in Enum.GetValues<TaskExecution>())
        {
            Trainer<double> trainer = new(Plans.Of(new Maml<double>(Loop, 2)) with { Tasks = tasks, Execution = execution });
            RequireMessage(message, () => trainer.Run(trainer.Start()));
            RequireMessage(message, () => trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        }
    }

    [Fact]
    public void A_prediction_needs_no_right_labels_of_the_queries_but_all_else()
    {
        Parameters<double> start = Loop.InitializeMetaParameters(1);
        using ClassificationEvaluator<double> evaluator = new(Loop, 2);
        FewShotTask<double> task = Good.Sample(1, 7);
        Assert.Equal(evaluator.Predict(start, task).Transductive[2], evaluator.Predict(start, Spoiled(task, "query label above")).Transductive[2]);
        RequireMessage(
            "The support label at index 5 is 3, expected a class number", () => evaluator.Predict(start, Spoiled(task, "support label above")));
        RequireMessage("The query inputs hold NaN at [2, 1]", () => evaluator.Predict(start, Spoiled(task, "query NaN")));
    }

    private static void RequireMessage(string message, Action action)
        => Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static FewShotTask<double> Spoiled(FewShotTask<double> task, string what) => what switch
    {
        "query label above" => task with { QueryTargets = With(task.QueryTargets, 4, 3) },
        "query label below" => task with { QueryTargets = With(task.QueryTargets, 4, -1) },
        "query label between" => task with { QueryTargets = With(task.QueryTargets, 4, 0.5) },
        "support label above" => task with { SupportTargets = With(task.SupportTargets, 5, 3) },
        "ten ways" => task with { SupportTargets = Numbered(6), QueryTargets = Numbered(9) },
        "query labels missing" => task with { QueryTargets = Tensors.Wrap(new double[8], [8]) },
        "support labels missing" => task with { SupportTargets = Tensors.Wrap(new double[7], [7]) },
        "query NaN" => task with { QueryInputs = With(task.QueryInputs, (2 * 4) + 1, double.NaN) },
        "support infinity" => task with { SupportInputs = With(task.SupportInputs, (5 * 4) + 3, double.NegativeInfinity) },
        "no queries" => task with { QueryInputs = Tensors.Wrap<double>([], [0, 4]), QueryTargets = Tensors.Wrap<double>([], [0]) },
        "no support" => task with { SupportInputs = Tensors.Wrap<double>([], [0, 4]), SupportTargets = Tensors.Wrap<double>([], [0]) },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "There is no such fault."),
    };

    private static Tensor<double> Numbered(int count) => Tensors.Wrap([.. Enumerable.Range(0, count).Select(static k => (double)k)], [count]);

    private static Tensor<double> With(Tensor<double> tensor, int element, double value)
    {
        double[] values = Tensors.ToArray(tensor);
        values[element] = value;
        return Tensors.Wrap(values, Tensors.ShapeOf(tensor));
    }
}
