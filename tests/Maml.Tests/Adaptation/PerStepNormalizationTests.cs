using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>Batch normalization with weight and bias for each inner step, in the inner loop.</summary>
public class PerStepNormalizationTests
{
    private const int Steps = 3;

    private static readonly InnerLoop<double> Loop = new(
        new Sequential<double>(new Linear<double>(2, 3), new BatchNorm1d<double>(3, NormalizationPolicy.PerInnerStep(Steps)), Activations.Tanh<double>(), new Linear<double>(3, 2)),
        Loss.CrossEntropy,
        InnerStepSize<double>.Constant(0.1));

    [Fact]
    public void Each_step_trains_its_own_row_and_the_query_set_goes_by_the_last()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Parameters<double> start = Loop.InitializeMetaParameters(3);
        TaskData<double> data = TaskData<double>.Single(tape, Task(0));
        Trajectory<double> course = Loop.Adapt(start.On(tape), data.SupportInputs, data.SupportTargets, Steps);
        for (int step = 0; step < Steps; step++)
        {
            Variable<double> before = course.Parameters[step]["1.weight"];
            Variable<double> after = course.Parameters[step + 1]["1.weight"];
            for (int row = 0; row < Steps; row++)
            {
                Assert.Equal(row != step, before.At(0, row).Values.SequenceEqual(after.At(0, row).Values));
            }
        }

        // The query loss after k steps depends on the row of step k - 1 only.
        for (int steps = 0; steps <= Steps; steps++)
        {
            double[] weights = [.. Enumerable.Range(0, Steps + 1).Select(k => k == steps ? 1.0 : 0.0)];
            Variables<double> theta = start.On(tape);
            Variable<double> loss = new Maml<double>(Loop, Steps, InnerGradient.FirstOrder, weights).QueryLoss(theta, data);
            Variable<double> gradient = tape.Gradient(loss, theta)["1.bias"];
            for (int row = 0; row < Steps; row++)
            {
                Assert.Equal(row == Math.Max(0, steps - 1), gradient.At(0, row).Norm().Scalar > 0);
            }
        }
    }

    [Fact]
    public void The_meta_gradient_agrees_with_differences_and_the_task_axis_with_the_loop()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Parameters<double> start = Loop.InitializeMetaParameters(3);
        FewShotTask<double>[] tasks = [Task(0), Task(1), Task(2)];
        Maml<double> learner = new(Loop, Steps);
        double[] together = Flat.Of(learner.Compute(start.On(tape), TaskData<double>.Stack(tape, tasks)).Gradient);
        double Total(double[] theta)
        {
            tape.Clear();
            return tasks.Sum(task => learner.QueryLoss(Flat.To(start, theta).On(tape), TaskData<double>.Single(tape, task)).Scalar);
        }

        Near.Close(FiniteDifferences.Gradient(Total, Flat.Of(start)), together, 1e-7);
    }

    private static FewShotTask<double> Task(long index)
    {
        RandomStream random = new(5, "features", index);
        System.Numerics.Tensors.Tensor<double> Features(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 2).Select(_ => random.NextNormal())], [count, 2]);
        System.Numerics.Tensors.Tensor<double> Labels(int count) => Tensors.Wrap([.. Enumerable.Range(0, count).Select(k => (double)(k % 2))], [count]);
        return new(Features(4), Labels(4), Features(6), Labels(6));
    }
}
