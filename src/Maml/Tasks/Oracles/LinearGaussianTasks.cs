using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// Linear regression with a Gaussian prior over tasks: theta ~ N(mean, spread^2 I), y = x' theta + noise * normal. The posterior of a task
/// given its support set is exact, and so is the reading of MAML as inference: the start is the prior's mean, the step its precision.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Inputs are [examples, dimensions], targets [examples, 1]; a <c>Linear(dimensions, 1, bias: false)</c> with
/// <see cref="NegativeLogLikelihood"/> fits. Where X'X = n I, descent on the loss sum r^2 / (2 noise^2) shrinks the distance to the
/// maximum-likelihood estimate by 1 - alpha n / noise^2 a step, and the posterior mean by noise^2 / (noise^2 + n spread^2): K steps are the
/// posterior mean where the K-th power of the one is the other. For a general X the step would have to be a matrix. Source: Grant, Finn,
/// Levine, Darrell and Griffiths, Recasting gradient-based meta-learning as hierarchical Bayes, 2018, section 3; the formulas are worked
/// out here.
/// </remarks>
public sealed class LinearGaussianTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string ParametersPurpose = "linear-gaussian parameters";

    private readonly TaskLayout _layout;
    private readonly bool _orthogonal;

    /// <summary>Describes the distribution.</summary>
    /// <param name="dimensions">The number of parameters of a task; at least 1.</param>
    /// <param name="shots">n, the number of support examples; at least the dimensions, where they are orthogonal.</param>
    /// <param name="queries">The number of query examples.</param>
    /// <param name="noise">The standard deviation of the targets; above 0.</param>
    /// <param name="spread">The standard deviation of the tasks' parameters; above 0.</param>
    /// <param name="mean">The mean of each of the tasks' parameters.</param>
    /// <param name="orthogonal">Whether the support inputs are drawn with X'X = n I; by default they are standard normal.</param>
    public LinearGaussianTasks(int dimensions, int shots, int queries, double noise, double spread, double mean = 0,
        bool orthogonal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, orthogonal ? dimensions : 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(noise);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spread);
        (Dimensions, Shots, Queries, Noise, Spread, Mean, _orthogonal) = (dimensions, shots, queries, noise, spread, mean, orthogonal);
        _layout = TaskLayout.FewShot(shots, queries, input: [dimensions], target: [1]);
    }

    /// <summary>The number of parameters of a task.</summary>
    public int Dimensions { get; }

    /// <summary>The number of support examples.</summary>
    public int Shots { get; }

    /// <summary>The number of query examples.</summary>
    public int Queries { get; }

    /// <summary>The standard deviation of the targets.</summary>
    public double Noise { get; }

    /// <summary>The standard deviation of the tasks' parameters.</summary>
    public double Spread { get; }

    /// <summary>The mean of each of the tasks' parameters.</summary>
    public double Mean { get; }

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"linear-gaussian dimensions={Dimensions} shots={Shots} queries={Queries} noise={Noise} spread={Spread} mean={Mean}")
        + (_orthogonal ? " orthogonal" : string.Empty);

    /// <summary>sum r^2 / (2 noise^2): the negative log-likelihood but for a constant.</summary>
    public LossFunction<T> NegativeLogLikelihood
    {
        get
        {
            LossFunction<T> squares = Loss.MeanSquaredErrorWith<T>(LossReduction.Sum);
            T factor = T.CreateChecked(0.5 / (Noise * Noise));
            return (prediction, target, taskAxes) => factor * squares(prediction, target, taskAxes);
        }
    }

    /// <summary>The step size with which K steps from the prior's mean are the posterior mean where X'X = n I: (1 - alpha n / noise^2)^K =
    /// noise^2 / (noise^2 + n spread^2). For K = 1 that is 1 / (n / noise^2 + 1 / spread^2).</summary>
    /// <param name="steps">K; at least 1.</param>
    public double PosteriorStepSize(int steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        double variance = Noise * Noise;
        return (1 - Math.Pow(variance / (variance + (Shots * Spread * Spread)), 1.0 / steps)) * variance / Shots;
    }

    /// <summary>The spread of the prior for which K steps of a size are the posterior mean where X'X = n I: spread^2 = noise^2 / n * (1 / q
    /// - 1) with q = (1 - alpha n / noise^2)^K. Infinite, a flat prior, for alpha = noise^2 / n.</summary>
    /// <param name="stepSize">alpha; from 0 to noise^2 / n. Beyond, the steps overshoot, and stand for no prior.</param>
    /// <param name="steps">K; at least 1.</param>
    public double PriorSpread(double stepSize, int steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        double largest = Noise * Noise / Shots;
        ArgumentOutOfRangeException.ThrowIfNegative(stepSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepSize, largest);
        return Math.Sqrt(largest * ((1 / Math.Pow(1 - (stepSize / largest), steps)) - 1));
    }

    /// <summary>The parameters of a task.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public double[] ParametersOf(ulong seed, long index)
    {
        RandomStream random = new(seed, ParametersPurpose, index);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => Mean + (Spread * random.NextNormal()))];
    }

    /// <summary>The posterior of a task's parameters given its support set: covariance (X'X / noise^2 + I / spread^2)^-1, and mean that
    /// times X'y / noise^2 + mean / spread^2.</summary>
    /// <param name="task">The task, as <see cref="TaskDistributions.Sample{T}(ITaskDistribution{T}, ulong, long)"/> gives it.</param>
    public GaussianPosterior Posterior(Parameters<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        T[] x = Tensors.ToArray(task.SupportInputs);
        T[] y = Tensors.ToArray(task.SupportTargets);
        var precision = new double[Dimensions, Dimensions];
        var pull = new double[Dimensions];
        for (int i = 0; i < Dimensions; i++)
        {
            precision[i, i] = 1 / (Spread * Spread);
            pull[i] = Mean / (Spread * Spread);
        }

        for (int k = 0; k < y.Length; k++)
        {
            for (int i = 0; i < Dimensions; i++)
            {
                double weight = double.CreateChecked(x[(k * Dimensions) + i]) / (Noise * Noise);
                pull[i] += weight * double.CreateChecked(y[k]);
                for (int j = 0; j < Dimensions; j++)
                {
                    precision[i, j] += weight * double.CreateChecked(x[(k * Dimensions) + j]);
                }
            }
        }

        double[,] covariance = HostMatrix.Inverse(precision);
        return new(HostMatrix.Times(covariance, pull), covariance);
    }

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Span<T> theta = arrays.Values("linear-gaussian parameters", Dimensions);
        RandomStream own = arrays.Stream(task.Seed, ParametersPurpose, task.Index);
        foreach (ref T value in theta)
        {
            value = T.CreateChecked(Mean + (Spread * own.NextNormal()));
        }

        Span<T> support = arrays[EpisodeNames.SupportInputs];
        RandomStream random = arrays.Stream(task.SupportSeed, "linear-gaussian support", task.Index);
        Normals(random, support);
        if (_orthogonal)
        {
            MakeOrthogonal(support);
        }

        Targets(random, theta, support, arrays[EpisodeNames.SupportTargets]);
        random = arrays.Stream(task.QuerySeed, "linear-gaussian query", task.Index);
        Normals(random, arrays[EpisodeNames.QueryInputs]);
        Targets(random, theta, arrays[EpisodeNames.QueryInputs], arrays[EpisodeNames.QueryTargets]);
    }

    private static void Normals(RandomStream random, Span<T> values)
    {
        foreach (ref T value in values)
        {
            value = T.CreateChecked(random.NextNormal());
        }
    }

    private void Targets(RandomStream random, ReadOnlySpan<T> theta, ReadOnlySpan<T> inputs, Span<T> targets)
    {
        for (int k = 0; k < targets.Length; k++)
        {
            T sum = T.CreateChecked(Noise * random.NextNormal());
            for (int i = 0; i < Dimensions; i++)
            {
                sum += inputs[(k * Dimensions) + i] * theta[i];
            }

            targets[k] = sum;
        }
    }

    // Gram-Schmidt on the columns, twice: once leaves them orthogonal to rounding of their overlap before, twice to rounding.
    private void MakeOrthogonal(Span<T> inputs)
    {
        T length = T.Sqrt(T.CreateChecked(Shots));
        for (int column = 0; column < Dimensions; column++)
        {
            for (int pass = 0; pass < 2; pass++)
            {
                for (int before = 0; before < column; before++)
                {
                    T share = Overlap(inputs, column, before) / T.CreateChecked(Shots);
                    for (int k = 0; k < Shots; k++)
                    {
                        inputs[(k * Dimensions) + column] -= share * inputs[(k * Dimensions) + before];
                    }
                }
            }

            T scale = length / T.Sqrt(Overlap(inputs, column, column));
            for (int k = 0; k < Shots; k++)
            {
                inputs[(k * Dimensions) + column] *= scale;
            }
        }
    }

    private T Overlap(ReadOnlySpan<T> inputs, int a, int b)
    {
        T sum = T.Zero;
        for (int k = 0; k < Shots; k++)
        {
            sum += inputs[(k * Dimensions) + a] * inputs[(k * Dimensions) + b];
        }

        return sum;
    }
}
