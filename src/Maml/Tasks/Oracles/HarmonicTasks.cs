using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of a wave and its overtone: y = a_1 sin(w x + b_1) + a_2 sin(2 w x + b_2) with frequency w uniform on [5, 7], amplitudes a
/// standard normal, phases b uniform on [0, 2 pi]; x normal around the task's own centre, uniform on [-4, 4]; targets with noise.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs and targets are [examples, 1]. Told the frequency, <see cref="Harmonic.Fit"/> is the best curve given a support set;
/// without it a learner has that to find as well. No learner's expected loss is below noise^2. Source: Lacoste et al., Uncertainty in
/// multitask transfer learning, 2018, section 5.</remarks>
public sealed class HarmonicTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string CurvePurpose = "harmonic curve";

    private readonly TaskLayout _layout;

    /// <summary>Describes the distribution.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    /// <param name="noise">The standard deviation of the targets around the curve.</param>
    public HarmonicTasks(int shots, int queries, double noise = 0.1)
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
    public string Description => FormattableString.Invariant($"harmonic shots={Shots} queries={Queries} noise={Noise}");

    /// <summary>The curve of a task.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static Harmonic Curve(ulong seed, long index) => Curve(new RandomStream(seed, CurvePurpose, index));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Harmonic curve = Curve(arrays.Stream(task.Seed, CurvePurpose, task.Index));
        double centre = arrays.Stream(task.Seed, "harmonic centre", task.Index).NextUniform(-4, 4);
        Points(curve, centre, arrays.Stream(task.SupportSeed, "harmonic support", task.Index), arrays[EpisodeNames.SupportInputs],
            arrays[EpisodeNames.SupportTargets]);
        Points(curve, centre, arrays.Stream(task.QuerySeed, "harmonic query", task.Index), arrays[EpisodeNames.QueryInputs],
            arrays[EpisodeNames.QueryTargets]);
    }

    private static Harmonic Curve(RandomStream random)
    {
        double frequency = random.NextUniform(5, 7);
        (double firstAmplitude, double secondAmplitude) = (random.NextNormal(), random.NextNormal());
        (double firstSine, double firstCosine) = Math.SinCos(random.NextUniform(0, 2 * Math.PI));
        (double secondSine, double secondCosine) = Math.SinCos(random.NextUniform(0, 2 * Math.PI));
        return new(frequency, firstAmplitude * firstCosine, firstAmplitude * firstSine, secondAmplitude * secondCosine,
            secondAmplitude * secondSine);
    }

    private void Points(Harmonic curve, double centre, RandomStream random, Span<T> inputs, Span<T> targets)
    {
        for (int k = 0; k < targets.Length; k++)
        {
            double x = centre + random.NextNormal();
            inputs[k] = T.CreateChecked(x);
            targets[k] = T.CreateChecked(curve.At(x) + (Noise * random.NextNormal()));
        }
    }
}
