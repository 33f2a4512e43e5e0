using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Tasks with weights of their examples: a padded task is the task that it was, and tasks of unequal size are computed
/// together.</summary>
public class ExampleWeightsTests
{
    private const double Rounding = 1e-12;

    private static readonly RandomTasks<double> Small = new(3, 4, 2, 2);

    private static readonly RandomTasks<double> Large = new(5, 6, 2, 2);

    public static TheoryData<string> NamesOfLearners => [.. Learners.Names.Where(static name => name != "reptile, batches")];

    [Theory]
    [MemberData(nameof(NamesOfLearners))]
    public void Padded_tasks_together_are_each_by_itself_to_rounding(string name)
    {
        Learner<double> learner = Learners.Get<double>(name);
        Parameters<double> meta = learner.Initialize(3);
        Parameters<double>[] tasks = [.. Small.First(2), .. Large.First(1)];
        (double[] losses, Parameters<double> direction) = learner.Numbers(
            meta, [.. tasks.Select(static task => FewShotTask.Padded(task, 7, 9))]);
        Parameters<double>? sum = null;
        for (int task = 0; task < tasks.Length; task++)
        {
            (double[] loss, Parameters<double> own) = learner.Numbers(meta, tasks[task]);
            Near.Close(loss[0], losses[task], Rounding);
            sum = sum is null ? own : sum + own;
        }

        Near.Close(Flat.Of(sum!), Flat.Of(direction), Rounding);
    }

    [Fact]
    public void Weights_are_those_of_repeated_examples()
    {
        // Twice the first example is weight 2 of it.
        Parameters<double> task = Large.Sample(5, 0);
        Parameters<double> weighted = FewShotTask.Padded(task, 5, 6);
        weighted = Replaced(weighted, EpisodeNames.SupportWeights, Tensors.Wrap([2.0, 1, 1, 1, 1], [5]));
        Parameters<double> repeated = Replaced(
            Replaced(task, EpisodeNames.SupportInputs, FirstAgain(task.SupportInputs)), EpisodeNames.SupportTargets,
            FirstAgain(task.SupportTargets));
        Learner<double> learner = Learners.Get<double>("maml");
        Parameters<double> meta = learner.Initialize(3);
        Near.Close(Flat.Of(learner.Numbers(meta, repeated).Direction), Flat.Of(learner.Numbers(meta, weighted).Direction), Rounding);
    }

    [Fact]
    public void A_step_whose_batch_has_no_weight_stays_where_it_is()
    {
        // Batches of 2 go round 6 examples, of which the first 4 are the task's own.
        Parameters<double> task = FewShotTask.Padded(new RandomTasks<double>(4, 4, 2, 2).Sample(5, 0), 6, 4);
        Learner<double> learner = new Maml<double>(Learners.Net<double>(batch: 2), 3);
        Parameters<double> meta = learner.Initialize(3);
        Assert.Equal(Flat.Of(learner.Adapt(meta, task, 2).Adapted), Flat.Of(learner.Adapt(meta, task, 3).Adapted));
        Assert.All(Flat.Of(learner.Numbers(meta, task).Direction), static value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void They_train_replayed_and_recorded_to_the_same_bits_and_are_evaluated_and_certified()
    {
        PaddedTasks tasks = new(new RandomTasks<double>(3, 4, 2, 2), new RandomTasks<double>(5, 6, 2, 2), 5, 6);
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"), 4) with { Tasks = tasks, TasksPerBlock = 3 };
        Trainer<double> trainer = new(plan);
        TrainingState<double> end = trainer.Run(trainer.Start());
        Same.Bits(end, trainer.Run(trainer.Start(), new() { Replay = false, Threads = 2 }));

        // The same tasks without padding, in blocks of mixed layouts.
        Trainer<double> unpadded = new(plan with { Tasks = new MixedTasks(tasks) });
        Near.Close(Flat.Of(unpadded.Run(unpadded.Start()).MetaParameters), Flat.Of(end.MetaParameters), Rounding);

        using Evaluator<double> evaluator = new(plan.Learner);
        AdaptationCurve padded = evaluator.Evaluate(end.MetaParameters, tasks, 9, 8);
        AdaptationCurve alone = evaluator.Evaluate(end.MetaParameters, new MixedTasks(tasks), 9, 8);
        Near.Close(alone.After(3).Mean, padded.After(3).Mean, Rounding);

        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(plan.Learner, end.MetaParameters, tasks.Batch(3, 0, 3));
        Assert.True(certificate.Check.Passed, certificate.ToString());
        Assert.Equal(MetaGradientKind.SecondOrder, certificate.Kind);
    }

    [Fact]
    public void The_accuracy_is_by_the_weights_of_the_queries()
    {
        RandomTasks<double> tasks = new(6, 9, 4, 3, classes: true);
        Learner<double> learner = new Maml<double>(
            new NetAdaptation<double>(new Linear<double>(4, 3), Loss.CrossEntropy, StepSizes<double>.Constant(0.1)), 2);
        using ClassificationEvaluator<double> evaluator = new(learner);
        Parameters<double> start = learner.Initialize(1);
        SameTask<double> task = new(tasks.Sample(1, 7));
        SameTask<double> padded = new(FewShotTask.Padded(tasks.Sample(1, 7), 8, 30));
        AccuracySummary expected = evaluator.Evaluate(start, task, 1, 1).Transductive.After(2);
        AccuracySummary found = evaluator.Evaluate(start, padded, 1, 1).Transductive.After(2);
        Assert.InRange(expected.Mean, 0.1, 0.9);
        Assert.Equal(expected.Mean, found.Mean, 1e-15);
    }

    [Theory]
    [InlineData(EpisodeNames.QueryWeights, 0, "Task 2: the query weights are all 0: a task has at least one example to be judged by.")]
    [InlineData(EpisodeNames.SupportWeights, 0, "Task 2: the support weights are all 0: a task has at least one example to adapt to.")]
    [InlineData(EpisodeNames.QueryWeights, -1, "Task 2: the query weights hold -1 at [0], expected finite numbers, 0 or more.")]
    public void Weights_that_say_nothing_are_refused_by_trainer_and_evaluator(string name, double weight, string message)
    {
        PaddedTasks padded = new(Small, Small, 5, 6);
        ChangedTasks<double> tasks = new(padded, 2, task => Replaced(
            task, name,
            Tensors.Wrap([.. Enumerable.Repeat(weight, Tensors.ShapeOf(task[name]).ElementCount)], Tensors.ShapeOf(task[name]))));
        Learner<double> learner = Learners.Get<double>("maml");
        Trainer<double> trainer = new(Plans.Of(learner) with { Tasks = tasks });
        Refused(message, () => trainer.Run(trainer.Start()));
        Refused(message, () => trainer.Run(trainer.Start(), new() { Replay = false }));
        using Evaluator<double> evaluator = new(learner);
        Refused(message, () => evaluator.Evaluate(learner.Initialize(1), tasks, 1, 4));
        Refused(
            message.Replace("Task 2: the", "The", StringComparison.Ordinal),
            () => learner.Adapt(learner.Initialize(1), tasks.Sample(1, 2)));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        Parameters<double> task = FewShotTask.Padded(Small.Sample(1, 0), 5, 6);
        Learner<double> learner = Learners.Get<double>("maml");
        Refused(
            "The support set has 5 inputs and weights of shape [4]: each input has one weight.",
            () => learner.Adapt(learner.Initialize(1), Replaced(task, EpisodeNames.SupportWeights, Tensors.Wrap(new double[4], [4]))));
        Refused(
            "A task is padded to as many examples as it has or more; 'query.inputs' has 4, got 3.",
            () => FewShotTask.Padded(Small.Sample(1, 0), 5, 3));

        NetAdaptation<double> ofOneTask = new(
            Nets.Tanh<double>(2, 2), static (p, t) => (p - t).Square().Mean(), StepSizes<double>.Constant(0.1));
        Refused(
            "A loss of one task, a single number, tells no loss of each example",
            () => new Maml<double>(ofOneTask, 1).Numbers(new Maml<double>(ofOneTask, 1).Initialize(1), task));
    }

    [Fact]
    public void A_task_that_is_padded_again_keeps_its_weights()
    {
        Parameters<double> once = FewShotTask.Padded(Small.Sample(1, 0), 5, 6);
        Assert.Equal([1, 1, 1, 0, 0, 0, 0], Tensors.ToArray(FewShotTask.Padded(once, 7, 6)[EpisodeNames.SupportWeights]));
    }

    [Fact]
    public void Normalization_by_the_batch_sees_the_padding()
    {
        // As docs/limitations.md says.
        Learner<double> learner = new Maml<double>(
            BatchNormNet.Of<double>(2, 2), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.1));
        Parameters<double> meta = learner.Initialize(3);
        Parameters<double> task = Small.Sample(5, 0);
        double loss = learner.Numbers(meta, task).Losses[0];
        Assert.True(Math.Abs(learner.Numbers(meta, FewShotTask.Padded(task, 7, 9)).Losses[0] - loss) > 1e-3 * loss);
    }

    private static void Refused(string message, Action action)
        => Assert.StartsWith(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static Parameters<double> Replaced(Parameters<double> task, string name, System.Numerics.Tensors.Tensor<double> by)
        => new(task.Select(entry => entry.Key == name ? KeyValuePair.Create(name, by) : entry));

    private static System.Numerics.Tensors.Tensor<double> FirstAgain(System.Numerics.Tensors.Tensor<double> tensor)
    {
        Shape shape = Tensors.ShapeOf(tensor);
        double[] values = Tensors.ToArray(tensor);
        return Tensors.Wrap([.. values[..(values.Length / shape[0])], .. values], shape.With(0, shape[0] + 1));
    }

    /// <summary>Tasks of two sizes in turn, padded to one.</summary>
    private sealed class PaddedTasks(ITaskDistribution<double> even, ITaskDistribution<double> odd, int shots, int queries)
        : ITaskDistribution<double>
    {
        private readonly TaskLayout _layout = LayoutOf(FewShotTask.Padded(even.Sample(1, 0), shots, queries));

        public string Description => "padded";

        public Parameters<double> Unpadded(TaskNumber task) => (task.Index % 2 == 0 ? even : odd).Sample(task);

        public TaskLayout LayoutOf(TaskNumber task) => _layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            foreach ((string name, System.Numerics.Tensors.Tensor<double> tensor) in FewShotTask.Padded(Unpadded(task), shots, queries))
            {
                Tensors.CopyTo(tensor, arrays[name]);
            }
        }

        public static TaskLayout LayoutOf(Parameters<double> task)
            => new([.. task.Select(static entry => (entry.Key, Tensors.ShapeOf(entry.Value)))]);
    }

    /// <summary>The same tasks as they are.</summary>
    private sealed class MixedTasks(PaddedTasks tasks) : ITaskDistribution<double>
    {
        public string Description => "mixed";

        public TaskLayout LayoutOf(TaskNumber task) => PaddedTasks.LayoutOf(tasks.Unpadded(task));

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            foreach ((string name, System.Numerics.Tensors.Tensor<double> tensor) in tasks.Unpadded(task))
            {
                Tensors.CopyTo(tensor, arrays[name]);
            }
        }
    }
}
