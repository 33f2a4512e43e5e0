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
        Maml<double> learner = new(Nets.Tanh<double>(2, 3), Loss.CrossEntropy, 2, StepSizes<double>.Constant(0.3));
        Check(learner, new RandomTasks<double>(4, 5, 2, 3, classes: true).First(TaskCount), 1e-12);
    }

    [Fact]
    public void A_task_is_not_touched_by_the_others_on_the_axis()
    {
        Learner<double> learner = Learners.Get<double>("maml, adam");
        Parameters<double> start = learner.Initialize(1);
        Parameters<double>[] tasks = new RandomTasks<double>(5, 6, 2, 2).First(3);
        Parameters<double>[] others = [tasks[0], .. new RandomTasks<double>(5, 6, 2, 2).First(2, seed: 99)];
        Assert.Equal(learner.Numbers(start, tasks).Losses[0], learner.Numbers(start, others).Losses[0]);
    }

    private static void Check<T>(string learner, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Check(Learners.Get<T>(learner), new RandomTasks<T>(5, 6, 2, 2).First(TaskCount), tolerance);

    private static void Check<T>(Learner<T> learner, Parameters<T>[] tasks, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parameters<T> start = learner.Initialize(1);
        var losses = new double[tasks.Length];
        var sum = new double[start.ElementCount];
        for (int k = 0; k < tasks.Length; k++)
        {
            (T[] own, Parameters<T> direction) = learner.Numbers(start, tasks[k]);
            losses[k] = double.CreateChecked(Assert.Single(own));
            double[] gradient = Near.ToDouble<T>(Flat.Of(direction));
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += gradient[i];
            }
        }

        (T[] all, Parameters<T> together) = learner.Numbers(start, tasks);
        Assert.Equal(start.Names, together.Names);
        Near.Close(losses, Near.ToDouble<T>(all), tolerance);
        Near.Close(sum, Near.ToDouble<T>(Flat.Of(together)), tolerance);
    }
}
