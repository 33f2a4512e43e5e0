using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Classes that are normal around means of their own: mean_k ~ N(0, spread^2 I), x = mean_k + noise * normal, with a noise for each feature
/// that all tasks share. What a learner has to find is which features are worth how much, and the best classifier of a query given a
/// support set is known.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Inputs are [examples, features], targets [examples] class numbers; sets are by class, one example of each class after the other. Given n
/// support examples of mean m_k, a query of class k is normal with mean r m_k and variance noise^2 + r noise^2 / n in each feature, r =
/// spread^2 / (spread^2 + noise^2 / n): Bayes' classifier takes the class of the greatest density. Where the spread is large against noise
/// / sqrt(n), r is 1, and it is the class of the nearest mean by the distance sum n (q - m_k)^2 / (2 (n + 1) noise^2): a prototypical
/// network whose embedding weighs each feature by 1 / noise.
/// </remarks>
public sealed class GaussianClassTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _noise;
    private readonly TaskLayout _layout;

    /// <summary>Describes the distribution.</summary>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="shots">n, the number of support examples of each class; at least 1.</param>
    /// <param name="queries">The number of query examples of each class; at least 1.</param>
    /// <param name="noise">The standard deviation of each feature within a class; at least one, all above 0.</param>
    /// <param name="spread">The standard deviation of the classes' means in each feature; above 0.</param>
    /// <exception cref="ArgumentException">There is no feature.</exception>
    public GaussianClassTasks(int ways, int shots, int queries, IReadOnlyList<double> noise, double spread)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spread);
        if (noise.Count == 0)
        {
            throw new ArgumentException("Classes have at least one feature, each with a noise, got none.", nameof(noise));
        }

        foreach (double one in noise)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(one, nameof(noise));
        }

        (Ways, Shots, Queries, _noise, Spread) = (ways, shots, queries, [.. noise], spread);
        _layout = TaskLayout.FewShot(ways * shots, ways * queries, input: [_noise.Length], target: []);
    }

    /// <summary>The number of classes of a task.</summary>
    public int Ways { get; }

    /// <summary>The number of support examples of each class.</summary>
    public int Shots { get; }

    /// <summary>The number of query examples of each class.</summary>
    public int Queries { get; }

    /// <summary>The standard deviation of each feature within a class.</summary>
    public IReadOnlyList<double> Noise => _noise;

    /// <summary>The standard deviation of the classes' means.</summary>
    public double Spread { get; }

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"gaussian classes ways={Ways} shots={Shots} queries={Queries} noise=[{string.Join(", ", _noise.Select(
            static one => FormattableString.Invariant($"{one}")))}] spread={Spread}");

    /// <summary>The classes that Bayes' classifier gives to the queries of a task, from its support set and from what is known of all
    /// tasks.</summary>
    /// <param name="task">The task, as <see cref="TaskDistributions.Sample{T}(ITaskDistribution{T}, ulong, long)"/> gives it.</param>
    public int[] BayesClasses(Parameters<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        int features = _noise.Length;
        double[] support = [.. Tensors.ToArray(task.SupportInputs).Select(double.CreateChecked)];
        int[] labels = [.. Tensors.ToArray(task.SupportTargets).Select(int.CreateChecked)];
        double[] queries = [.. Tensors.ToArray(task.QueryInputs).Select(double.CreateChecked)];
        var means = new double[Ways, features];
        for (int k = 0; k < support.Length; k++)
        {
            means[labels[k / features], k % features] += support[k] / Shots;
        }

        var classes = new int[queries.Length / features];
        for (int query = 0; query < classes.Length; query++)
        {
            double best = double.NegativeInfinity;
            for (int way = 0; way < Ways; way++)
            {
                double density = 0;
                for (int j = 0; j < features; j++)
                {
                    double own = _noise[j] * _noise[j];
                    double kept = Spread * Spread / ((Spread * Spread) + (own / Shots));
                    double away = queries[(query * features) + j] - (kept * means[way, j]);
                    density -= away * away / (2 * (own + (kept * own / Shots)));
                }

                (best, classes[query]) = density > best ? (density, way) : (best, classes[query]);
            }
        }

        return classes;
    }

    /// <summary>The share of queries that Bayes' classifier gives their class, over tasks 0 to count - 1: no learner does better but by
    /// chance.</summary>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    public Estimate BayesAccuracy(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var accuracies = new double[count];
        for (int index = 0; index < count; index++)
        {
            Parameters<T> task = this.Sample(seed, index);
            accuracies[index] = BayesClasses(task).Zip(Tensors.ToArray(task.QueryTargets), static (own, right)
                => T.CreateChecked(own) == right ? 1.0 : 0).Average();
        }

        return Estimate.Of(accuracies);
    }

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Span<T> means = arrays.Values("gaussian class means", Ways * _noise.Length);
        RandomStream random = arrays.Stream(task.Seed, "gaussian class means", task.Index);
        foreach (ref T mean in means)
        {
            mean = T.CreateChecked(Spread * random.NextNormal());
        }

        Fill(arrays.Stream(task.SupportSeed, "gaussian class support", task.Index), means, arrays[EpisodeNames.SupportInputs],
            arrays[EpisodeNames.SupportTargets]);
        Fill(arrays.Stream(task.QuerySeed, "gaussian class query", task.Index), means, arrays[EpisodeNames.QueryInputs],
            arrays[EpisodeNames.QueryTargets]);
    }

    private void Fill(RandomStream random, ReadOnlySpan<T> means, Span<T> inputs, Span<T> targets)
    {
        int features = _noise.Length;
        for (int k = 0; k < targets.Length; k++)
        {
            int way = k % Ways;
            targets[k] = T.CreateChecked(way);
            for (int j = 0; j < features; j++)
            {
                inputs[(k * features) + j] = means[(way * features) + j] + T.CreateChecked(_noise[j] * random.NextNormal());
            }
        }
    }
}
