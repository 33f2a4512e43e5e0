using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Given quadratic tasks, over and over: task i is task i modulo their number. The data are those of a linear regression whose mean squared
/// error is the task's loss, so that any learner of a <c>Linear(dimensions, 1, bias: false)</c> with <c>Loss.MeanSquaredError</c> meets
/// L(w) = (w - c)' A (w - c) / 2. </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs are X = sqrt(n / 2) L' with L L' = A, [n, n], and targets X c, [n, 1]: mean (X w - X c)^2 is the quadratic. With noise
/// the optimum of each set is another one, c + noise * normal, drawn for support and query apart: the covariance of a set's gradient is
/// then noise^2 A^2. What is known of them: <see cref="QuadraticOracle"/>.</remarks>
public sealed class QuadraticTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly QuadraticTask[] _tasks;
    private readonly TaskLayout _layout;
    private readonly int _dimensions;

    /// <summary>Describes the distribution.</summary>
    /// <param name="tasks">The tasks, all of the same number of dimensions; at least one.</param>
    /// <param name="noise">The standard deviation of a set's optimum around the task's, in each dimension; 0 for none.</param>
    /// <exception cref="ArgumentException">There is no task, or their dimensions differ.</exception>
    public QuadraticTasks(IReadOnlyList<QuadraticTask> tasks, double noise = 0)
    {
        QuadraticOracle.Require(tasks);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        _tasks = [.. tasks];
        Noise = noise;
        _dimensions = _tasks[0].Dimensions;
        _layout = TaskLayout.FewShot(_dimensions, _dimensions, input: [_dimensions], target: [1]);
    }

    /// <summary>The tasks.</summary>
    public IReadOnlyList<QuadraticTask> Tasks => _tasks;

    /// <summary>The standard deviation of a set's optimum around the task's.</summary>
    public double Noise { get; }

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"{_tasks.Length} quadratics in {_dimensions} dimensions, fingerprint {Fingerprint():x16}, noise {Noise}");

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        QuadraticTask own = _tasks[task.Index % _tasks.Length];
        Write(own, arrays.Stream(task.SupportSeed, "quadratic support", task.Index), arrays[EpisodeNames.SupportInputs],
            arrays[EpisodeNames.SupportTargets]);
        Write(own, arrays.Stream(task.QuerySeed, "quadratic query", task.Index), arrays[EpisodeNames.QueryInputs],
            arrays[EpisodeNames.QueryTargets]);
    }

    // FNV-1a over the bits of every number: other tasks are another distribution, and a thousand of them are too many to list.
    private ulong Fingerprint()
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (double value in _tasks.SelectMany(static task => task.Curvature.Cast<double>().Concat(task.Optimum)))
        {
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 0x100000001b3;
        }

        return hash;
    }

    private void Write(QuadraticTask task, RandomStream random, Span<T> inputs, Span<T> targets)
    {
        double scale = Math.Sqrt(_dimensions / 2.0);
        targets.Clear();
        for (int j = 0; j < _dimensions; j++)
        {
            double optimum = task.Optimum[j] + (Noise == 0 ? 0 : Noise * random.NextNormal());
            for (int i = 0; i < _dimensions; i++)
            {
                double x = scale * task.Factor[j, i];
                inputs[(i * _dimensions) + j] = T.CreateChecked(x);
                targets[i] += T.CreateChecked(x * optimum);
            }
        }
    }
}
