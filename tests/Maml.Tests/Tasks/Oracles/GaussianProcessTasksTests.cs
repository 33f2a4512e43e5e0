using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

public class GaussianProcessTasksTests
{
    [Fact]
    public void The_exact_likelihoods_are_those_of_the_protocol()
    {
        GaussianProcessTasks<double> tasks = new(tasksPerSize: 1);
        const int Count = 3000;
        GaussianProcessLikelihood[] all = [.. Enumerable.Range(0, Count).Select(index => tasks.LogLikelihood(11, index))];
        Assert.InRange(all.Average(static one => one.Marginal), 1.49, 1.57);
        Assert.InRange(all.Average(static one => one.Joint), 1.77, 1.85);
        Assert.True(all.Average(static one => one.Joint - one.Marginal) > 0.2);
    }

    [Fact]
    public void Alone_a_target_has_one_likelihood_and_with_no_information_that_of_its_kernel()
    {
        // A Gaussian far from every context: the density of a normal of variance scale^2 + noise^2.
        RbfKernel kernel = new(0.3, 0.9);
        Near.Close(0.81, kernel.At(1, 1), 1e-15);
        Near.Close(0.81 * Math.Exp(-0.5), kernel.At(1, 1.3), 1e-12);
        Assert.True(kernel.At(-2, 2) < 1e-30);
    }

    [Fact]
    public void Sizes_are_those_of_the_protocol_and_shared_in_a_batch()
    {
        GaussianProcessTasks<double> tasks = new();
        HashSet<(int, int)> sizes = [];
        for (int index = 0; index < 16 * 2000; index += 16)
        {
            TaskLayout layout = tasks.LayoutOf(new(1, index));
            Assert.Same(layout, tasks.LayoutOf(new(1, index + 15)));
            (int contexts, int targets) = (layout.Shapes[0][0], layout.Shapes[2][0]);
            Assert.InRange(contexts, 3, 46);
            Assert.InRange(targets, 3, 49 - contexts);
            sizes.Add((contexts, targets));
        }

        Assert.Equal(3, sizes.Min(static size => size.Item1));
        Assert.Equal(46, sizes.Max(static size => size.Item1));
        Assert.Equal(49, sizes.Max(static size => size.Item1 + size.Item2));
    }

    [Fact]
    public void Values_have_the_kernels_covariance()
    {
        // y / scale is normal with variance 1 + (noise / scale)^2, which is 1 but for 4 % at the most.
        GaussianProcessTasks<double> tasks = new();
        double[] squares = [.. Enumerable.Range(0, 3000).Select(index =>
        {
            double value = Tensors.ToArray(tasks.Sample(5, index).QueryTargets)[0] / GaussianProcessTasks<double>.KernelOf(5, index).Scale;
            return value * value;
        })];
        Assert.InRange(squares.Average(), 0.9, 1.1);
        Assert.Throws<ArgumentException>(() => tasks.Resampled(supportDraw: 1));
    }
}
