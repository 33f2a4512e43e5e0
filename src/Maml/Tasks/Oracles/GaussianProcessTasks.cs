using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of functions drawn from a Gaussian process, as neural processes are judged on: x uniform on [-2, 2], kernel scale^2 exp(-d^2
/// / (2 length^2)) with length uniform on [0.1, 0.6] and scale on [0.1, 1], noise of standard deviation 0.02 at each point; 3 to 46
/// contexts (the support set), and 3 or more targets (the query set), fewer than 50 points in all.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Inputs and targets are [examples, 1]. Given length and scale the likelihood of the targets is exact: <see cref="LogLikelihood"/>. A
/// learner is not told them, so that this is a bound. All points are drawn together, so there are no other draws of one set
/// (<see cref="TaskDistributions.Resampled{T}"/> says so). Source: the protocol of Garnelo et al., Conditional neural processes, 2018, in
/// the form of Nguyen and Grover, Transformer neural processes, 2022, section 5.1, and the code published with it.
/// </remarks>
public sealed class GaussianProcessTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestPoints = 3;
    private const int MostContexts = 46;
    private const int PointLimit = 50;
    private const double HighestX = 2;
    private const double Noise = 0.02;

    private readonly ConcurrentDictionary<(int Contexts, int Targets), TaskLayout> _layouts = new();
    private readonly int _tasksPerSize;

    /// <summary>Describes the distribution.</summary>
    /// <param name="tasksPerSize">How many tasks in a row have the same numbers of points, as those of a batch have in the protocol; they
    /// are computed together.</param>
    public GaussianProcessTasks(int tasksPerSize = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasksPerSize, 1);
        _tasksPerSize = tasksPerSize;
    }

    /// <inheritdoc/>
    public string Description => $"gaussian process, {_tasksPerSize} tasks of each size";

    /// <summary>Length and scale of a task's kernel.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static RbfKernel KernelOf(ulong seed, long index)
    {
        RandomStream random = new(seed, "gaussian process kernel", index);
        double length = random.NextUniform(0.1, 0.6);
        return new(length, random.NextUniform(0.1, 1));
    }

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task)
    {
        RandomStream random = new(task.Seed, "gaussian process sizes", task.Index / _tasksPerSize);
        int contexts = FewestPoints + random.NextInt32(MostContexts - FewestPoints + 1);
        int targets = FewestPoints + random.NextInt32(PointLimit - contexts - FewestPoints);
        return _layouts.GetOrAdd(
            (contexts, targets), static sizes => TaskLayout.FewShot(sizes.Contexts, sizes.Targets, input: [1], target: [1]));
    }

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        RbfKernel kernel = KernelOf(task.Seed, task.Index);
        RandomStream random = arrays.Stream(task.Seed, "gaussian process points", task.Index);
        int contexts = arrays[EpisodeNames.SupportTargets].Length;
        int count = contexts + arrays[EpisodeNames.QueryTargets].Length;
        var x = new double[count];
        var normal = new double[count];
        for (int k = 0; k < count; k++)
        {
            x[k] = random.NextUniform(-HighestX, HighestX);
            normal[k] = random.NextNormal();
        }

        double[] y = HostMatrix.Times(HostMatrix.Cholesky(kernel.Covariance(x, Noise)), normal);
        Write(x.AsSpan(0, contexts), arrays[EpisodeNames.SupportInputs]);
        Write(y.AsSpan(0, contexts), arrays[EpisodeNames.SupportTargets]);
        Write(x.AsSpan(contexts), arrays[EpisodeNames.QueryInputs]);
        Write(y.AsSpan(contexts), arrays[EpisodeNames.QueryTargets]);
    }

    /// <summary>The exact log-likelihood of a task's targets given its contexts and the kernel that it was drawn from.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    /// <returns>For each target, mean over them: of each by itself, and of all together.</returns>
    /// <remarks>With K = L L' over contexts and targets in that order, the last rows of L^-1 y are the targets' whitened residuals, each
    /// given all points before it; so the joint is their sum, and no matrix is inverted.</remarks>
    public GaussianProcessLikelihood LogLikelihood(ulong seed, long index)
    {
        Parameters<T> task = this.Sample(seed, index);
        RbfKernel kernel = KernelOf(seed, index);
        double[] contexts = Host(task.SupportInputs);
        double[] targets = Host(task.QueryInputs);
        double[] contextValues = Host(task.SupportTargets);
        double[] targetValues = Host(task.QueryTargets);
        double marginal = 0;
        for (int k = 0; k < targets.Length; k++)
        {
            marginal += Conditional(kernel, contexts, contextValues, [targets[k]], [targetValues[k]]);
        }

        return new(marginal / targets.Length, Conditional(kernel, contexts, contextValues, targets, targetValues) / targets.Length);
    }

    private static double Conditional(RbfKernel kernel, double[] contexts, double[] contextValues, double[] targets, double[] targetValues)
    {
        double[,] lower = HostMatrix.Cholesky(kernel.Covariance([.. contexts, .. targets], Noise));
        double[] white = HostMatrix.SolveLower(lower, [.. contextValues, .. targetValues]);
        double sum = 0;
        for (int k = contexts.Length; k < white.Length; k++)
        {
            sum -= (0.5 * white[k] * white[k]) + Math.Log(lower[k, k]) + (0.5 * Math.Log(2 * Math.PI));
        }

        return sum;
    }

    private static double[] Host(Tensor<T> tensor) => [.. Tensors.ToArray(tensor).Select(double.CreateChecked)];

    private static void Write(ReadOnlySpan<double> values, Span<T> target)
    {
        for (int k = 0; k < target.Length; k++)
        {
            target[k] = T.CreateChecked(values[k]);
        }
    }
}
