using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>The gradients by one meta-parameter in a crossed design, task after task: what of them is needed for the parts of the
/// variance.</summary>
internal sealed class CrossedGradients
{
    private readonly int _supportDraws;
    private readonly int _queryDraws;
    private readonly double[][] _gradients;
    private readonly double[] _support;
    private readonly double[] _query;
    private readonly double[] _both;
    private readonly double[][] _means;

    public CrossedGradients(int length, int tasks, int supportDraws, int queryDraws)
    {
        (_supportDraws, _queryDraws) = (supportDraws, queryDraws);
        _gradients = [.. Enumerable.Range(0, supportDraws * queryDraws).Select(_ => new double[length])];
        (_support, _query, _both) = (new double[tasks], new double[tasks], new double[tasks]);
        _means = new double[tasks][];
    }

    /// <summary>Keeps the gradient of a draw.</summary>
    public void Add<T>(int support, int query, ReadOnlySpan<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] target = _gradients[(support * _queryDraws) + query];
        for (int k = 0; k < target.Length; k++)
        {
            target[k] = double.CreateChecked(gradient[k]);
        }
    }

    /// <summary>Sums up a task all of whose draws are there.</summary>
    /// <returns>What is kept of it: its three parts and its mean gradient.</returns>
    public double[] EndTask()
    {
        int length = _gradients[0].Length;
        var mean = new double[length];
        double[][] ofSupport = [.. Enumerable.Range(0, _supportDraws).Select(_ => new double[length])];
        double[][] ofQuery = [.. Enumerable.Range(0, _queryDraws).Select(_ => new double[length])];
        for (int s = 0; s < _supportDraws; s++)
        {
            for (int q = 0; q < _queryDraws; q++)
            {
                double[] gradient = _gradients[(s * _queryDraws) + q];
                for (int k = 0; k < length; k++)
                {
                    mean[k] += gradient[k] / (_supportDraws * _queryDraws);
                    ofSupport[s][k] += gradient[k] / _queryDraws;
                    ofQuery[q][k] += gradient[k] / _supportDraws;
                }
            }
        }

        double both = 0;
        for (int s = 0; s < _supportDraws; s++)
        {
            for (int q = 0; q < _queryDraws; q++)
            {
                double[] gradient = _gradients[(s * _queryDraws) + q];
                for (int k = 0; k < length; k++)
                {
                    double rest = gradient[k] - ofSupport[s][k] - ofQuery[q][k] + mean[k];
                    both += rest * rest;
                }
            }
        }

        both /= (_supportDraws - 1) * (_queryDraws - 1);
        double support = (ofSupport.Sum(row => Square(row, mean)) / (_supportDraws - 1)) - (both / _queryDraws);
        double query = (ofQuery.Sum(row => Square(row, mean)) / (_queryDraws - 1)) - (both / _supportDraws);
        return [support, query, both, .. mean];
    }

    /// <summary>Keeps a task that was summed up, here or elsewhere.</summary>
    /// <param name="task">Which task.</param>
    /// <param name="numbers">What <see cref="EndTask"/> gave of it, and more behind.</param>
    /// <returns>What is behind.</returns>
    public ReadOnlySpan<double> Keep(int task, ReadOnlySpan<double> numbers)
    {
        int length = _gradients[0].Length;
        (_support[task], _query[task], _both[task]) = (numbers[0], numbers[1], numbers[2]);
        _means[task] = numbers.Slice(3, length).ToArray();
        return numbers[(3 + length)..];
    }

    /// <summary>The parts of several meta-parameters together: sums.</summary>
    public static LayerVariance Result(string name, IReadOnlyList<CrossedGradients> layers)
    {
        int tasks = layers[0]._means.Length;
        double[] Sum(Func<CrossedGradients, double[]> part) => [.. Enumerable.Range(0, tasks)
            .Select(task => layers.Sum(layer => part(layer)[task]))];
        (double[] support, double[] query, double[] both) = (Sum(static layer => layer._support), Sum(static layer => layer._query),
            Sum(static layer => layer._both));
        double[][] means = [.. Enumerable.Range(0, tasks).Select(task => layers.SelectMany(layer => layer._means[task]).ToArray())];
        double within = Within(layers[0], support.Average(), query.Average(), both.Average());
        (double between, double signal) = Between(means, -1);

        // A task left out changes the parts within tasks by little; they are taken with it.
        (double Between, double Signal)[] leftOut = [.. Enumerable.Range(0, tasks).Select(task => Between(means, task))];
        return new(
            name,
            Estimate.Jackknife(between - within, [.. leftOut.Select(one => one.Between - within)]),
            Estimate.Of(support),
            Estimate.Of(query),
            Estimate.Of(both),
            Estimate.Jackknife(signal, [.. leftOut.Select(static one => one.Signal)]));
    }

    // What a task's mean over its draws varies by beside what the task is.
    private static double Within(CrossedGradients design, double support, double query, double both)
        => (support / design._supportDraws) + (query / design._queryDraws) + (both / (design._supportDraws * design._queryDraws));

    // The variance of the tasks' means, and the square of their mean less what the mean itself varies by.
    private static (double Between, double Signal) Between(double[][] means, int leftOut)
    {
        double[][] some = [.. means.Where((_, task) => task != leftOut)];
        var mean = new double[some[0].Length];
        foreach (double[] one in some)
        {
            for (int k = 0; k < mean.Length; k++)
            {
                mean[k] += one[k] / some.Length;
            }
        }

        double between = some.Length == 1 ? 0 : some.Sum(one => Square(one, mean)) / (some.Length - 1);
        return (between, mean.Sum(static value => value * value) - (between / some.Length));
    }

    private static double Square(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }

        return sum;
    }
}
