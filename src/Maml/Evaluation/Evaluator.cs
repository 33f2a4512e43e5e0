using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How well a net does on tasks that it was not trained on, after 0 to K inner steps.</summary>
public static class Evaluator
{
    // Fixed, so that the sums and with them the bits don't depend on the number of threads.
    private const int TasksPerBlock = 25;

    /// <summary>Adapts to held-out tasks and measures the query loss after each step.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="innerLoop">The net, the loss and the inner steps.</param>
    /// <param name="metaParameters">The trained meta-parameters.</param>
    /// <param name="tasks">The task distribution; all tasks of the same shapes.</param>
    /// <param name="seed">The seed of the test tasks: another than that of training.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="threads">The number of threads; changes nothing but the time.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>The losses of all tasks after 0 to K steps.</returns>
    /// <exception cref="ArgumentException">A set of a task is empty, has not as many targets as inputs, or holds a number that is not
    /// finite, or a label that is no class of the net; the message names the task.</exception>
    /// <exception cref="InvalidOperationException">A layer mixes the tasks on the task axis, or drops elements.</exception>
    public static AdaptationCurve Evaluate<T>(
        InnerLoop<T> innerLoop,
        Parameters<T> metaParameters,
        ITaskDistribution<T> tasks,
        ulong seed,
        int count,
        int steps,
        int threads = 1,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(innerLoop);
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double[][] losses = [.. Enumerable.Range(0, steps + 1).Select(_ => new double[count])];
        int blocks = (count + TasksPerBlock - 1) / TasksPerBlock;
        Blocks.Run(
            blocks,
            threads,
            block =>
            {
                int first = block * TasksPerBlock;
                var sampled = new FewShotTask<T>[Math.Min(TasksPerBlock, count - first)];
                for (int k = 0; k < sampled.Length; k++)
                {
                    sampled[k] = tasks.Sample(seed, first + k);
                    TaskSets.Require(sampled[k], first + k);
                    TaskValues.RequireFinite(sampled[k], first + k);
                }

                try
                {
                    Measure(innerLoop, metaParameters, sampled, steps, losses, first);
                }
                catch (ArgumentOutOfRangeException exception) when (TaskLabels.Find(innerLoop, metaParameters, sampled, first) is { } found)
                {
                    throw new ArgumentException(found, exception);
                }

                // The last block may have fewer tasks, and so mix where the others don't.
                if (block == 0 || sampled.Length < TasksPerBlock)
                {
                    LayersOnTaskAxis.Require(innerLoop, metaParameters, sampled, adapts: true);
                }
            },
            cancellation);
        return new(losses);
    }

    private static void Measure<T>(
        InnerLoop<T> innerLoop, Parameters<T> metaParameters, FewShotTask<T>[] tasks, int steps, double[][] losses, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = new();
        TaskData<T> data = TaskData<T>.Stack(tape, tasks);
        Trajectory<T> trajectory = innerLoop.Adapt(
            metaParameters.On(tape), data.SupportInputs, data.SupportTargets, steps, hasTaskAxis: true, InnerGradient.Detached);
        for (int step = 0; step <= steps; step++)
        {
            Variable<T> loss = innerLoop.LossAt(
                trajectory.Parameters[step], data.QueryInputs, data.QueryTargets, taskAxes: 1, InnerLoop<T>.QueryPass(step));
            for (int k = 0; k < tasks.Length; k++)
            {
                losses[step][first + k] = double.CreateChecked(loss.Values[k]);
            }
        }
    }
}
