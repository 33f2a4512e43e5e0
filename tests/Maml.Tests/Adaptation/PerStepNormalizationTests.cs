using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Batch normalization with weight and bias for each inner step, in the inner loop.</summary>
public class PerStepNormalizationTests
{
    private const int Steps = 3;

    private static readonly Sequential<double> Net = new(
        new Linear<double>(2, 3), new BatchNorm1d<double>(3, NormalizationPolicy.PerInnerStep(Steps)), Activations.Tanh<double>(),
        new Linear<double>(3, 2));

    private static readonly NetAdaptation<double> Adapted = new(
        Net, Loss.CrossEntropy, StepSizes<double>.Constant(0.1), queryStatistics: QueryStatistics.Batch);

    [Fact]
    public void Each_step_trains_its_own_row_and_the_query_set_goes_by_the_last()
    {
        Maml<double> learner = new(Adapted, Steps);
        Parameters<double> start = learner.Initialize(3);
        Parameters<double>[] course = [.. Enumerable.Range(0, Steps + 1).Select(steps => learner.Adapt(start, Task(0), steps).Adapted)];
        for (int step = 0; step < Steps; step++)
        {
            double[] before = Tensors.ToArray(course[step]["net.1.weight"]);
            double[] after = Tensors.ToArray(course[step + 1]["net.1.weight"]);
            for (int row = 0; row < Steps; row++)
            {
                Assert.Equal(row != step, before.AsSpan(3 * row, 3).SequenceEqual(after.AsSpan(3 * row, 3)));
            }
        }

        // The query loss after k steps depends on the row of step k - 1 only.
        for (int steps = 0; steps <= Steps; steps++)
        {
            double[] weights = [.. Enumerable.Range(0, Steps + 1).Select(k => k == steps ? 1.0 : 0.0)];
            double[] gradient = Tensors.ToArray(
                new FirstOrderMaml<double>(Adapted, Steps, weights).Numbers(start, Task(0)).Direction["net.1.bias"]);
            for (int row = 0; row < Steps; row++)
            {
                Assert.Equal(row == Math.Max(0, steps - 1), gradient.AsSpan(3 * row, 3).ContainsAnyExcept(0.0));
            }
        }
    }

    [Fact]
    public void The_meta_gradient_agrees_with_differences_and_the_task_axis_with_the_loop()
    {
        Parameters<double>[] tasks = [Task(0), Task(1), Task(2)];
        Maml<double> learner = new(Adapted, Steps);
        Parameters<double> start = learner.Initialize(3);
        int count = (int)start.Under("net").ElementCount;
        double[] together = Flat.Of(learner.Numbers(start, tasks).Direction)[..count];
        double[] all = Flat.Of(start);
        double Total(double[] theta) => tasks.Sum(task => learner.Numbers(Flat.To(start, [.. theta, .. all[count..]]), task).Losses[0]);
        Near.Close(FiniteDifferences.Gradient(Total, all[..count]), together, 1e-7);
    }

    [Fact]
    public void Running_statistics_move_by_the_support_sets_of_all_tasks_and_each_step_its_own_row()
    {
        Maml<double> learner = new(Adapted, 2);
        Parameters<double> start = learner.Initialize(3);
        Parameters<double> direction = learner.Numbers(start, Task(0), Task(1)).Direction;
        double[] moved = Tensors.ToArray(direction["statistics.1.running_mean"]);
        Assert.True(moved.AsSpan(0, 3).ContainsAnyExcept(0.0));
        Assert.True(moved.AsSpan(3, 3).ContainsAnyExcept(0.0));
        Assert.False(moved.AsSpan(6, 3).ContainsAnyExcept(0.0));

        // The first step's mean of each task, by hand: a tenth of it, old less new.
        using Tape<double> tape = new();
        double[] sum = new double[3];
        foreach (int index in (int[])[0, 1])
        {
            Variable<double> hidden = Net[0]
                .Forward(start.Under("net").Under("0").On(tape), tape.Input(Task(index)[EpisodeNames.SupportInputs]));
            sum = [.. sum.Zip(hidden.Mean([0]).ToArray(), static (total, mean) => total - (0.1 * mean))];
        }

        Near.Close(sum, [.. moved.Take(3)], 1e-14);
    }

    private static Parameters<double> Task(long index)
    {
        RandomStream random = new(5, "features", index);
        System.Numerics.Tensors.Tensor<double> Features(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 2).Select(_ => random.NextNormal())], [count, 2]);
        System.Numerics.Tensors.Tensor<double> Labels(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count).Select(k => (double)(k % 2))], [count]);
        return FewShotTask.Of(Features(4), Labels(4), Features(6), Labels(6));
    }
}
