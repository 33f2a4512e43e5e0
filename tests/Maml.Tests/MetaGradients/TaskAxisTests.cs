using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>A meta-batch on the task axis gives what its tasks give one by one, to rounding.</summary>
public class TaskAxisTests
{
    private const int TaskCount = 5;

    public static TheoryData<string> All => Learners.AsTheory;

    [Theory]
    [MemberData(nameof(All))]
    public void Equals_the_loop_over_tasks(string learner) => Check<double>(learner, 1e-12);

    [Theory]
    [MemberData(nameof(All))]
    public void Equals_the_loop_over_tasks_in_single_precision(string learner) => Check<float>(learner, 1e-5);

    [Fact]
    public void Equals_the_loop_over_tasks_with_class_labels()
    {
        Maml<double> learner = new(
            new InnerLoop<double>(Nets.Tanh<double>(2, 3), Loss.CrossEntropy, InnerStepSize<double>.Constant(0.3)), 2);
        Check(learner, new RandomTasks<double>(4, 5, 2, 3, classes: true).First(TaskCount), 1e-12);
    }

    [Fact]
    public void A_task_is_not_touched_by_the_others_on_the_axis()
    {
        MetaLearner<double> learner = Learners.Get<double>("maml, adam");
        Parameters<double> start = learner.InnerLoop.InitializeMetaParameters(1);
        FewShotTask<double>[] tasks = new RandomTasks<double>(5, 6, 2, 2).First(3);
        FewShotTask<double>[] others = [tasks[0], .. new RandomTasks<double>(5, 6, 2, 2).First(2, seed: 99)];
        using Tape<double> tape = new();
        double first = learner.Compute(start.On(tape), TaskData<double>.Stack(tape, tasks)).Losses.ToArray()[0];
        double again = learner.Compute(start.On(tape), TaskData<double>.Stack(tape, others)).Losses.ToArray()[0];
        Assert.Equal(first, again);
    }

    private static void Check<T>(string learner, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Check(Learners.Get<T>(learner), new RandomTasks<T>(5, 6, 2, 2).First(TaskCount), tolerance);

    private static void Check<T>(MetaLearner<T> learner, FewShotTask<T>[] tasks, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Parameters<T> start = learner.InnerLoop.InitializeMetaParameters(1);
        var losses = new double[tasks.Length];
        var sum = new double[start.ElementCount];
        for (int k = 0; k < tasks.Length; k++)
        {
            tape.Clear();
            MetaResult<T> one = learner.Compute(start.On(tape), TaskData<T>.Single(tape, tasks[k]));
            Assert.Equal(Shape.Scalar, one.Losses.Shape);
            losses[k] = double.CreateChecked(one.Losses.Scalar);
            double[] gradient = Near.ToDouble<T>(Flat.Of(one.Gradient));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += gradient[i];
            }
        }

        tape.Clear();
        MetaResult<T> together = learner.Compute(start.On(tape), TaskData<T>.Stack(tape, tasks));
        Assert.Equal(Shape.Create(tasks.Length), together.Losses.Shape);
        Assert.Equal(start.Names, together.Gradient.Names);
        Near.Close(losses, Near.ToDouble(together.Losses.Values), tolerance);
        Near.Close(sum, Near.ToDouble<T>(Flat.Of(together.Gradient)), tolerance);
    }
}
