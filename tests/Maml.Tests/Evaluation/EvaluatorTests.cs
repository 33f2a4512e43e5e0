using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Evaluation;

public class EvaluatorTests
{
    private const ulong Seed = 77;

    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    [Fact]
    public void After_k_steps_the_loss_is_that_of_adapting_by_hand()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Parameters<double> start = net.Net.Initialize(1);
        AdaptationCurve curve = Evaluate(net, start.Prefixed("net"), 7, 4);
        Assert.Equal([0, 1, 2, 3, 4], curve.Steps);
        for (int index = 0; index < 7; index++)
        {
            using Tape<double> tape = new();
            Parameters<double> task = Tasks.Sample(Seed, index);
            Variables<double> theta = start.On(tape);
            for (int step = 0; step <= 4; step++)
            {
                double query = Loss.MeanSquaredError(
                    net.Net.Forward(theta, tape.Input(task.QueryInputs)), tape.Input(task.QueryTargets)).Scalar;
                Near.Close(query, curve.Losses[step][index], 1e-12);
                Variable<double> support = Loss.MeanSquaredError(
                    net.Net.Forward(theta, tape.Input(task.SupportInputs)), tape.Input(task.SupportTargets));
                theta -= 0.1 * tape.Gradient(support, theta);
            }
        }

        Assert.Equal(LossSummary.Of(curve.Losses[2]), curve.After(2));
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        NetAdaptation<double> net = Learners.Net<double>(optimizer: new Adam<double>());
        Parameters<double> start = net.Net.Initialize(1).Prefixed("net");
        AdaptationCurve one = Evaluate(net, start, 130, 3);
        foreach (int threads in (int[])[2, 4])
        {
            AdaptationCurve more = Evaluate(net, start, 130, 3, threads);
            for (int step = 0; step <= 3; step++)
            {
                Assert.Equal(one.Losses[step], more.Losses[step]);
            }
        }

        using Evaluator<double> evaluator = new(net, 3);
        Assert.NotEqual(one.Losses[3], evaluator.Evaluate(start, Tasks, Seed + 1, 130).Losses[3]);
    }

    [Fact]
    public void How_many_tasks_are_computed_together_changes_no_bit()
    {
        NetAdaptation<double> net = Learners.Net<double>(optimizer: new Adam<double>());
        Parameters<double> start = net.Net.Initialize(1).Prefixed("net");
        using Evaluator<double> evaluator = new(net, 3);
        AdaptationCurve usual = evaluator.Evaluate(start, Tasks, Seed, 60);
        foreach (int tasksPerBlock in (int[])[1, 7, 60])
        {
            AdaptationCurve other = evaluator.Evaluate(
                start, Tasks, Seed, 60, new EvaluationOptions { TasksPerBlock = tasksPerBlock });
            Assert.Equal(usual.Losses, other.Losses);
        }
    }

    [Fact]
    public void The_first_tasks_of_a_longer_evaluation_are_those_of_a_shorter_one()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Parameters<double> start = net.Net.Initialize(1).Prefixed("net");
        Near.Close(Evaluate(net, start, 30, 1).Losses[1], Evaluate(net, start, 60, 1).Losses[1].AsSpan(0, 30), 1e-14);
    }

    [Fact]
    public void Learned_step_sizes_are_used_and_the_last_serves_for_the_steps_beyond()
    {
        NetAdaptation<double> learned = Learners.Net(StepSizes<double>.Learned(0.1, 2));
        NetAdaptation<double> constant = Learners.Net<double>();
        Near.Close(
            Evaluate(constant, MetaPart<double>.Initialize(constant.Parts, 1), 5, 5).Losses[5],
            Evaluate(learned, MetaPart<double>.Initialize(learned.Parts, 1), 5, 5).Losses[5],
            1e-12);
    }

    [Fact]
    public void A_learner_is_evaluated_with_the_steps_of_its_training_or_with_others_and_another_rule()
    {
        Maml<double> learner = new(Learners.Net<double>(), 2);
        Parameters<double> start = learner.Initialize(1);
        using Evaluator<double> own = new(learner);
        Assert.Equal([0, 1, 2], own.Steps);
        AdaptationCurve curve = own.Evaluate(start, Tasks, Seed, 4);
        using Evaluator<double> other = new(Learners.Net<double>(optimizer: new Adam<double>()), 5, after: [5, 0]);
        AdaptationCurve more = other.Evaluate(start, Tasks, Seed, 4);
        Assert.Equal([0, 5], more.Steps);
        Assert.Equal(curve.Losses[0], more.Losses[0]);
    }

    [Fact]
    public void Tasks_of_several_shapes_are_evaluated_as_each_by_itself()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Parameters<double> start = net.Net.Initialize(1).Prefixed("net");
        ChangedTasks<double> changed = new(Tasks, 3, static _ => new RandomTasks<double>(9, 6, 2, 2).Sample(Seed, 3));
        using Evaluator<double> evaluator = new(net, 1);
        AdaptationCurve curve = evaluator.Evaluate(start, changed, Seed, 6);
        AdaptationCurve plain = evaluator.Evaluate(start, Tasks, Seed, 6);
        AdaptationCurve alone = evaluator.Evaluate(
            start, new SameTask<double>(new RandomTasks<double>(9, 6, 2, 2).Sample(Seed, 3)), Seed, 1);
        Near.Close(alone.Losses[1][0], curve.Losses[1][3], 1e-13);
        Near.Close([.. plain.Losses[1].Where(static (_, k) => k != 3)], [.. curve.Losses[1].Where(static (_, k) => k != 3)], 1e-13);
    }

    [Fact]
    public void A_cancelled_evaluation_ends_at_once()
    {
        Maml<double> learner = new(Learners.Net<double>(), 1);
        using CancellationTokenSource source = new();
        source.Cancel();
        using Evaluator<double> evaluator = new(learner);
        Assert.ThrowsAny<OperationCanceledException>(
            () => evaluator.Evaluate(learner.Initialize(1), Tasks, Seed, 5, cancellation: source.Token));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 0)]
    public void Numbers_that_make_no_sense_are_refused(int count, int steps, int threads)
    {
        NetAdaptation<double> net = Learners.Net<double>();
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(net, net.Net.Initialize(1).Prefixed("net"), count, steps, threads));
    }

    [Fact]
    public void A_block_of_no_task_is_refused()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        using Evaluator<double> evaluator = new(net, 1);
        ArgumentOutOfRangeException refused = Assert.Throws<ArgumentOutOfRangeException>(() => evaluator.Evaluate(
            net.Net.Initialize(1).Prefixed("net"), Tasks, Seed, 1, new EvaluationOptions { TasksPerBlock = 0 }));
        Assert.Equal(nameof(EvaluationOptions.TasksPerBlock), refused.ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_wrong_with_the_data_is_said_whatever_the_number_of_threads(int threads)
    {
        NetAdaptation<double> net = new(Nets.Tanh<double>(3, 2), Loss.MeanSquaredError, StepSizes<double>.Constant(0.1));
        string message = Assert.Throws<ArgumentException>(
            () => Evaluate(net, net.Net.Initialize(1).Prefixed("net"), 60, 1, threads)).Message;
        Assert.Contains("Linear(3, 6)", message, StringComparison.Ordinal);
        Assert.Contains("[25, 5, 2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_was_not_taken_and_meta_parameters_of_another_learner_are_refused()
    {
        Maml<double> learner = new(Learners.Net<double>(), 2);
        using Evaluator<double> evaluator = new(learner);
        AdaptationCurve curve = evaluator.Evaluate(learner.Initialize(1), Tasks, Seed, 5);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => curve.After(3)).Message;
        Assert.Contains("[0, 1, 2] steps; after 3", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => evaluator.Evaluate(Nets.Tanh<double>(2, 2).Initialize(1), Tasks, Seed, 5)).Message;
        Assert.Contains("'net.0.weight' [6, 2] is missing", message, StringComparison.Ordinal);
        Assert.Contains("'0.weight' is not expected", message, StringComparison.Ordinal);
    }

    private static AdaptationCurve Evaluate(Adaptation<double> adaptation, Parameters<double> meta, int count, int steps, int threads = 1)
    {
        using Evaluator<double> evaluator = new(adaptation, steps);
        return evaluator.Evaluate(meta, Tasks, Seed, count, new() { Threads = threads });
    }
}
