namespace AutogradMaml.Maml;

/// <summary>
/// Where each way of meta-learning ends on quadratic tasks, in closed form: the start is the mean of the tasks' optima c_i by matrix
/// weights W_i, w = (sum_i W_i)^-1 sum_i W_i c_i, and the ways differ in the weights alone.
/// </summary>
/// <remarks>
/// With P_i = (I - alpha A_i)^K, K steps lead to c_i + P_i (w - c_i). The loss there is (w - c_i)' P_i A_i P_i (w - c_i) / 2, whose
/// gradient by w is P_i A_i P_i (w - c_i): MAML's weights, A_i (I - alpha A_i)^(2K). First order leaves out the first P_i: A_i (I - alpha
/// A_i)^K. Reptile's direction is w - c_i - P_i (w - c_i): I - (I - alpha A_i)^K, for K = 1 alpha A_i. Without adaptation the weights are
/// A_i. All are the same start where all A_i are equal. No derivative is taken by the library.
/// </remarks>
public sealed class QuadraticOracle
{
    private readonly QuadraticTask[] _tasks;
    private readonly double _stepSize;
    private readonly int _steps;

    /// <summary>Describes the tasks and the adaptation.</summary>
    /// <param name="tasks">The tasks, all of the same number of dimensions; at least one.</param>
    /// <param name="stepSize">alpha.</param>
    /// <param name="steps">K; at least 1.</param>
    public QuadraticOracle(IReadOnlyList<QuadraticTask> tasks, double stepSize, int steps)
    {
        Require(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _tasks = [.. tasks];
        (_stepSize, _steps) = (stepSize, steps);
    }

    /// <summary>Where MAML ends: weights A_i (I - alpha A_i)^(2K).</summary>
    public double[] Maml() => Mean(task => HostMatrix.Times(task.Curvature, task.Shrinking(_stepSize, 2 * _steps)));

    /// <summary>Where MAML ends of which only some numbers adapt, as in ANIL and BOIL: weights M_i' A_i M_i with M_i = (I - alpha D A_i)^K
    /// and D = diag(adapts). Those that don't adapt are at the tasks' best for all after the others have adapted.</summary>
    /// <param name="adapts">Whether a number adapts, [dimensions].</param>
    /// <exception cref="ArgumentException">There are not as many as dimensions.</exception>
    public double[] Maml(IReadOnlyList<bool> adapts)
    {
        ArgumentNullException.ThrowIfNull(adapts);
        int n = _tasks[0].Dimensions;
        if (adapts.Count != n)
        {
            throw new ArgumentException($"Of {n} dimensions it is told which adapt, got {adapts.Count}.", nameof(adapts));
        }

        return Mean(task =>
        {
            double[,] step = HostMatrix.Identity(n);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n && adapts[i]; j++)
                {
                    step[i, j] -= _stepSize * task.Hessian(i, j);
                }
            }

            double[,] moved = HostMatrix.Power(step, _steps);
            return HostMatrix.Times(HostMatrix.Times(HostMatrix.Transpose(moved), task.Curvature), moved);
        });
    }

    /// <summary>Where first-order MAML ends: weights A_i (I - alpha A_i)^K.</summary>
    public double[] FirstOrderMaml() => Mean(task => HostMatrix.Times(task.Curvature, task.Shrinking(_stepSize, _steps)));

    /// <summary>Where Reptile ends: weights I - (I - alpha A_i)^K.</summary>
    public double[] Reptile() => Mean(task => HostMatrix.Plus(HostMatrix.Identity(task.Dimensions), -1, task.Shrinking(_stepSize, _steps)));

    /// <summary>Where training without adaptation ends: weights A_i.</summary>
    public double[] JointTraining() => Mean(static task => task.Curvature);

    /// <summary>Where iMAML ends, with its inner problem solved: x* - c = lambda (A + lambda I)^-1 (w - c), so weights lambda^2 (A_i +
    /// lambda I)^-1 A_i (A_i + lambda I)^-1.</summary>
    /// <param name="proximal">lambda; above 0.</param>
    public double[] IMaml(double proximal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(proximal);
        return Mean(task =>
        {
            double[,] pulled = HostMatrix.Inverse(HostMatrix.Plus(task.Curvature, proximal, HostMatrix.Identity(task.Dimensions)));
            return HostMatrix.Times(HostMatrix.Times(pulled, task.Curvature), pulled);
        });
    }

    /// <summary>The expected loss on a query set after adaptation to a support set, mean over the tasks: (w - c)' P A P (w - c) / 2 +
    /// noise^2 tr((I - P) A (I - P)) / 2 + noise^2 tr(A) / 2.</summary>
    /// <param name="start">w.</param>
    /// <param name="noise">The standard deviation of a set's optimum around the task's, as in <see cref="QuadraticTasks{T}"/>.</param>
    public double Risk(IReadOnlyList<double> start, double noise = 0)
    {
        double sum = 0;
        foreach (QuadraticTask task in _tasks)
        {
            double[,] moved = HostMatrix.Plus(HostMatrix.Identity(task.Dimensions), -1, task.Shrinking(_stepSize, _steps));
            double[,] followed = HostMatrix.Times(HostMatrix.Times(moved, task.Curvature), moved);
            sum += task.Loss(task.Adapt(start, _stepSize, _steps))
                + (0.5 * noise * noise * (HostMatrix.Trace(followed) + HostMatrix.Trace(task.Curvature)));
        }

        return sum / _tasks.Length;
    }

    /// <summary>The parts of the variance of one task's meta-gradient with K = 1, mean over the tasks of the traces: from the drawing of
    /// the support set, alpha^2 (I - alpha A) A S A (I - alpha A), and of the query set, (I - alpha A) S (I - alpha A), with S = noise^2
    /// A^2 the covariance of a set's gradient. For K steps I - (I - alpha A)^K stands in the place of alpha A, and (I - alpha A)^K in that
    /// of I - alpha A.</summary>
    /// <param name="noise">The standard deviation of a set's optimum around the task's.</param>
    /// <param name="firstOrder">Whether first order is asked for, which has no (I - alpha A)^K in front.</param>
    public (double Support, double Query) MetaGradientVariance(double noise, bool firstOrder = false)
    {
        double support = 0;
        double query = 0;
        foreach (QuadraticTask task in _tasks)
        {
            double[,] shrunk = task.Shrinking(_stepSize, _steps);
            double[,] outer = firstOrder ? task.Curvature : HostMatrix.Times(shrunk, task.Curvature);
            double[,] moved = HostMatrix.Plus(HostMatrix.Identity(task.Dimensions), -1, shrunk);
            support += noise * noise * Square(HostMatrix.Times(outer, moved));
            query += noise * noise * Square(outer);
        }

        return (support / _tasks.Length, query / _tasks.Length);
    }

    /// <summary>Throws unless there are tasks of one number of dimensions.</summary>
    internal static void Require(IReadOnlyList<QuadraticTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0 || tasks.Any(task => task.Dimensions != tasks[0].Dimensions))
        {
            throw new ArgumentException(
                $"Quadratic tasks are at least one, all of as many dimensions, got " +
                $"[{string.Join(", ", tasks.Select(static task => task.Dimensions))}].",
                nameof(tasks));
        }
    }

    // The trace of a a': the sum of all squares.
    private static double Square(double[,] a) => a.Cast<double>().Sum(static value => value * value);

    private double[] Mean(Func<QuadraticTask, double[,]> weight)
    {
        int n = _tasks[0].Dimensions;
        var weights = new double[n, n];
        var weighted = new double[n];
        foreach (QuadraticTask task in _tasks)
        {
            double[,] own = weight(task);
            double[] part = HostMatrix.Times(own, task.Optimum);
            weights = HostMatrix.Plus(weights, 1, own);
            weighted = [.. weighted.Zip(part, static (a, b) => a + b)];
        }

        return HostMatrix.Solve(weights, weighted);
    }
}
