using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A task whose loss is a quadratic: L(w) = (w - c)' A (w - c) / 2, with curvature A and optimum c.</summary>
/// <remarks>K steps of descent of size alpha lead from w to c + (I - alpha A)^K (w - c), so that all that meta-learning does to it can be
/// worked out.</remarks>
public sealed class QuadraticTask
{
    private readonly double[,] _hessian;
    private readonly double[] _optimum;

    /// <summary>Describes the task.</summary>
    /// <param name="hessian">A, [dimensions, dimensions]; symmetric and positive definite.</param>
    /// <param name="optimum">c, [dimensions].</param>
    /// <exception cref="ArgumentException">The sizes don't fit, or the matrix is not symmetric and positive definite.</exception>
    public QuadraticTask(double[,] hessian, IReadOnlyList<double> optimum)
    {
        ArgumentNullException.ThrowIfNull(hessian);
        ArgumentNullException.ThrowIfNull(optimum);
        int n = optimum.Count;
        if (n == 0 || hessian.GetLength(0) != n || hessian.GetLength(1) != n)
        {
            throw new ArgumentException(
                $"The curvature of {n} dimensions is [{n}, {n}], at least [1, 1], got [{hessian.GetLength(0)}, {hessian.GetLength(1)}].",
                    nameof(hessian));
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (hessian[i, j] != hessian[j, i])
                {
                    throw new ArgumentException(
                        FormattableString.Invariant(
                            $"A curvature is symmetric; [{i}, {j}] is {hessian[i, j]} and [{j}, {i}] is {hessian[j, i]}."),
                            nameof(hessian));
                }
            }
        }

        _hessian = (double[,])hessian.Clone();
        _optimum = [.. optimum];
        Factor = HostMatrix.Cholesky(_hessian);
    }

    /// <summary>The number of dimensions.</summary>
    public int Dimensions => _optimum.Length;

    /// <summary>c.</summary>
    public IReadOnlyList<double> Optimum => _optimum;

    /// <summary>L with L L' = A.</summary>
    internal double[,] Factor { get; }

    /// <summary>A, as it stands.</summary>
    internal double[,] Curvature => _hessian;

    /// <summary>A random task: curvatures from least to most, log-uniform, along random directions, and an optimum drawn standard
    /// normal.</summary>
    /// <param name="dimensions">The number of dimensions; at least 1.</param>
    /// <param name="least">The least curvature; above 0.</param>
    /// <param name="most">The greatest curvature.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static QuadraticTask Random(int dimensions, double least, double most, ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        RandomStream random = new(seed, "quadratic task", index);
        double[] optimum = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextNormal())];
        var hessian = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            hessian[i, i] = least * Math.Pow(most / least, random.NextDouble());
        }

        for (int turn = 0; turn < dimensions - 1; turn++)
        {
            hessian = Reflected(hessian, [.. Enumerable.Range(0, dimensions).Select(_ => random.NextNormal())]);
        }

        return new(hessian, optimum);
    }

    /// <summary>An element of A.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    public double Hessian(int row, int column) => _hessian[row, column];

    /// <summary>L(w).</summary>
    /// <param name="w">[dimensions].</param>
    public double Loss(IReadOnlyList<double> w)
    {
        double[] away = Away(w);
        double[] slope = HostMatrix.Times(_hessian, away);
        return 0.5 * away.Zip(slope, static (a, b) => a * b).Sum();
    }

    /// <summary>Where K steps lead: c + (I - alpha A)^K (w - c).</summary>
    /// <param name="w">The start, [dimensions].</param>
    /// <param name="stepSize">alpha.</param>
    /// <param name="steps">K.</param>
    public double[] Adapt(IReadOnlyList<double> w, double stepSize, int steps)
        => [.. HostMatrix.Times(Shrinking(stepSize, steps), Away(w)).Zip(_optimum, static (a, c) => a + c)];

    /// <summary>(I - alpha A)^K.</summary>
    internal double[,] Shrinking(double stepSize, int steps)
        => HostMatrix.Power(HostMatrix.Plus(HostMatrix.Identity(Dimensions), -stepSize, _hessian), steps);

    /// <summary>w - c.</summary>
    internal double[] Away(IReadOnlyList<double> w)
    {
        ArgumentNullException.ThrowIfNull(w);
        return w.Count == Dimensions
            ? [.. w.Zip(_optimum, static (a, c) => a - c)]
            : throw new ArgumentException($"Expected {Dimensions} numbers, got {w.Count}.", nameof(w));
    }

    // H A H with the reflection H = I - 2 v v' / |v|^2; symmetric by construction, so that both halves are equal in every bit.
    private static double[,] Reflected(double[,] a, double[] v)
    {
        int n = v.Length;
        double square = v.Sum(static value => value * value);
        var reflection = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                reflection[i, j] = (i == j ? 1 : 0) - (2 * v[i] * v[j] / square);
            }
        }

        double[,] turned = HostMatrix.Times(HostMatrix.Times(reflection, a), reflection);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                turned[i, j] = turned[j, i] = (turned[i, j] + turned[j, i]) / 2;
            }
        }

        return turned;
    }
}
