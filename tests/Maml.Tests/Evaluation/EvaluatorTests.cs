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
        InnerLoop<double> loop = Learners.Loop<double>();
        Parameters<double> start = loop.InitializeMetaParameters(1);
        AdaptationCurve curve = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 7, steps: 4);
        Assert.Equal(4, curve.Steps);
        for (int index = 0; index < 7; index++)
        {
            using Tape<double> tape = new();
            TaskData<double> task = TaskData<double>.Single(tape, Tasks.Sample(Seed, index));
            Variables<double> theta = start.On(tape);
            for (int step = 0; step <= 4; step++)
            {
                double query = Loss.MeanSquaredError(loop.Model.Forward(theta, task.QueryInputs), task.QueryTargets).Scalar;
                Near.Close(query, curve.Losses[step][index], 1e-12);
                Variable<double> support = Loss.MeanSquaredError(loop.Model.Forward(theta, task.SupportInputs), task.SupportTargets);
                theta -= 0.1 * tape.Gradient(support, theta);
            }
        }

        Assert.Equal(LossSummary.Of(curve.Losses[2]), curve.After(2));
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        InnerLoop<double> loop = Learners.Loop<double>(optimizer: new Adam<double>());
        Parameters<double> start = loop.InitializeMetaParameters(1);
        AdaptationCurve one = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 130, steps: 3);
        foreach (int threads in (int[])[2, 4])
        {
            AdaptationCurve more = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 130, steps: 3, threads: threads);
            for (int step = 0; step <= 3; step++)
            {
                Assert.Equal(one.Losses[step], more.Losses[step]);
            }
        }

        Assert.NotEqual(one.Losses[3], Evaluator.Evaluate(loop, start, Tasks, Seed + 1, count: 130, steps: 3).Losses[3]);
    }

    [Fact]
    public void The_first_tasks_of_a_longer_evaluation_are_those_of_a_shorter_one()
    {
        InnerLoop<double> loop = Learners.Loop<double>();
        Parameters<double> start = loop.InitializeMetaParameters(1);
        double[] few = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 30, steps: 1).Losses[1];
        double[] many = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 60, steps: 1).Losses[1];
        Near.Close(few, many.AsSpan(0, 30), 1e-14);
    }

    [Fact]
    public void Learned_step_sizes_are_used_and_the_last_serves_for_the_steps_beyond()
    {
        InnerLoop<double> loop = Learners.Loop(InnerStepSize<double>.Learned(0.1, 2));
        InnerLoop<double> constant = Learners.Loop<double>();
        Parameters<double> start = loop.InitializeMetaParameters(1);
        AdaptationCurve learned = Evaluator.Evaluate(loop, start, Tasks, Seed, count: 5, steps: 5);
        AdaptationCurve plain = Evaluator.Evaluate(constant, constant.InitializeMetaParameters(1), Tasks, Seed, count: 5, steps: 5);
        Near.Close(plain.Losses[5], learned.Losses[5], 1e-12);
    }

    [Fact]
    public void A_cancelled_evaluation_ends_at_once()
    {
        InnerLoop<double> loop = Learners.Loop<double>();
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, Seed, 5, 1, cancellation: source.Token));
    }

    [Theory]
    [InlineData(0, 1, 1, "count")]
    [InlineData(1, -1, 1, "steps")]
    [InlineData(1, 1, 0, "threads")]
    public void Numbers_that_make_no_sense_are_refused(int count, int steps, int threads, string name)
    {
        InnerLoop<double> loop = Learners.Loop<double>();
        Assert.Equal(
            name,
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, Seed, count, steps, threads)).ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_wrong_with_the_data_is_said_whatever_the_number_of_threads(int threads)
    {
        InnerLoop<double> loop = new(Nets.Tanh<double>(3, 2), Loss.MeanSquaredError, InnerStepSize<double>.Constant(0.1));
        string message = Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, Seed, 60, 1, threads)).Message;
        Assert.Contains("Linear(3, 6)", message, StringComparison.Ordinal);
        Assert.Contains("[25, 5, 2]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_was_not_taken_is_refused()
    {
        InnerLoop<double> loop = Learners.Loop<double>();
        AdaptationCurve curve = Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), Tasks, Seed, 5, 2);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => curve.After(3)).Message;
        Assert.Contains("3", message, StringComparison.Ordinal);
        Assert.Contains("0 to 2", message, StringComparison.Ordinal);
    }
}
