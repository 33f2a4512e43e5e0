using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of curves of two kinds: with probability 1/2 a sine, amplitude uniform on [0.1, 5] and phase on [0, pi], else a line, slope
/// and constant uniform on [-3, 3]; x uniform on [-5, 5], targets with noise.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs and targets are [examples, 1]. <see cref="SineOrLine.Fit(IReadOnlyList{double}, IReadOnlyList{double})"/> is the most
/// likely curve given a support set, which a learner can't be expected to beat by much; no learner's expected loss is below noise^2.
/// Source: Finn, Xu and Levine, Probabilistic model-agnostic meta-learning, 2018, section 6.</remarks>
public sealed class SineOrLineTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string CurvePurpose = "sine or line";
    private const double HighestX = 5;

    private readonly TaskLayout _layout;

    /// <summary>Describes the distribution.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    /// <param name="noise">The standard deviation of the targets around the curve.</param>
    public SineOrLineTasks(int shots, int queries, double noise = 0.3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        (Shots, Queries, Noise) = (shots, queries, noise);
        _layout = TaskLayout.FewShot(shots, queries, input: [1], target: [1]);
    }

    /// <summary>The number of support points.</summary>
    public int Shots { get; }

    /// <summary>The number of query points.</summary>
    public int Queries { get; }

    /// <summary>The standard deviation of the targets around the curve.</summary>
    public double Noise { get; }

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant($"sine or line shots={Shots} queries={Queries} noise={Noise}");

    /// <summary>The curve of a task.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static SineOrLine Curve(ulong seed, long index) => Curve(new RandomStream(seed, CurvePurpose, index));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        SineOrLine curve = Curve(arrays.Stream(task.Seed, CurvePurpose, task.Index));
        Points(curve, arrays.Stream(task.SupportSeed, "sine or line support", task.Index), arrays[EpisodeNames.SupportInputs],
            arrays[EpisodeNames.SupportTargets]);
        Points(curve, arrays.Stream(task.QuerySeed, "sine or line query", task.Index), arrays[EpisodeNames.QueryInputs],
            arrays[EpisodeNames.QueryTargets]);
    }

    private static SineOrLine Curve(RandomStream random)
    {
        if (random.NextDouble() < 0.5)
        {
            double slope = random.NextUniform(-3, 3);
            return new(true, slope, random.NextUniform(-3, 3));
        }

        // amplitude sin(x - phase) = amplitude cos(phase) sin(x) - amplitude sin(phase) cos(x).
        double amplitude = random.NextUniform(0.1, 5);
        double phase = random.NextUniform(0, Math.PI);
        return new(false, amplitude * Math.Cos(phase), -amplitude * Math.Sin(phase));
    }

    private void Points(SineOrLine curve, RandomStream random, Span<T> inputs, Span<T> targets)
    {
        for (int k = 0; k < targets.Length; k++)
        {
            double x = random.NextUniform(-HighestX, HighestX);
            inputs[k] = T.CreateChecked(x);
            targets[k] = T.CreateChecked(curve.At(x) + (Noise * random.NextNormal()));
        }
    }
}
