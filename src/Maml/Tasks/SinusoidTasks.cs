using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of sine curves: amplitude uniform on [0.1, 5], phase uniform on [0, pi], y = amplitude * sin(frequency x - phase), x uniform
/// on [-5, 5]; the frequency is 1 unless a range is given.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs and targets are [examples, 1]. Curve, support and query come from random streams of their own: with more shots the same
/// task keeps its curve, its query set and its first shots. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section
/// 5.1; with frequencies of [0.8, 1.2] the tasks of Li, Zhou, Chen and Li, Meta-SGD, 2017, section 4.1, whose sin(frequency x + phase) are
/// these curves seen from the other side, x for -x and y for -y.</remarks>
public sealed class SinusoidTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LowestAmplitude = 0.1;
    private const double HighestAmplitude = 5;
    private const double HighestX = 5;

    private const string CurvePurpose = "sinusoid curve";

    private readonly bool _tellCurve;
    private readonly (double Least, double Greatest)? _frequencies;
    private readonly TaskLayout _layout;

    /// <summary>Describes the distribution.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    /// <param name="tellCurve">Whether each input also holds the amplitude and the phase: [examples, 3], and with a range of frequencies
    /// the frequency behind them: [examples, 4]. For the oracle, which need not adapt.</param>
    /// <param name="frequencies">Between which a task's frequency is uniform; without it all have 1.</param>
    /// <exception cref="ArgumentException">The range is empty or not finite.</exception>
    public SinusoidTasks(int shots, int queries, bool tellCurve = false, (double Least, double Greatest)? frequencies = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        Shots = shots;
        Queries = queries;
        _tellCurve = tellCurve;
        if (frequencies is var (least, greatest) && !(least < greatest && double.IsFinite(least) && double.IsFinite(greatest)))
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Frequencies are drawn between two finite numbers, the least first, got {least} and {greatest}."),
                nameof(frequencies));
        }

        _frequencies = frequencies;
        _layout = TaskLayout.FewShot(shots, queries, input: [Features], target: [1]);
    }

    /// <summary>The number of support points.</summary>
    public int Shots { get; }

    /// <summary>The number of query points.</summary>
    public int Queries { get; }

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"sinusoid shots={Shots} queries={Queries}{Frequencies}{(_tellCurve ? " curve told" : string.Empty)}");

    private string Frequencies => _frequencies is var (least, greatest)
        ? string.Create(CultureInfo.InvariantCulture, $" frequencies={least:R} to {greatest:R}")
        : string.Empty;

    private int Features => !_tellCurve ? 1 : _frequencies is null ? 3 : 4;

    /// <summary>The curve of a task of these.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public Sinusoid CurveOf(ulong seed, long index) => Drawn(new RandomStream(seed, CurvePurpose, index));

    /// <summary>The curve of a task, of frequency 1.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static Sinusoid Curve(ulong seed, long index) => Curve(new RandomStream(seed, CurvePurpose, index));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Sinusoid curve = Drawn(arrays.Stream(task.Seed, CurvePurpose, task.Index));
        Points(
            curve, arrays.Stream(task.SupportSeed, "sinusoid support", task.Index), arrays[EpisodeNames.SupportInputs],
            arrays[EpisodeNames.SupportTargets]);
        Points(
            curve, arrays.Stream(task.QuerySeed, "sinusoid query", task.Index), arrays[EpisodeNames.QueryInputs],
            arrays[EpisodeNames.QueryTargets]);
    }

    private static Sinusoid Curve(RandomStream random)
    {
        double amplitude = random.NextUniform(LowestAmplitude, HighestAmplitude);
        return new Sinusoid(amplitude, random.NextUniform(0, Math.PI));
    }

    // The frequency is drawn last, so that tasks of frequency 1 and these have the same amplitudes and phases.
    private Sinusoid Drawn(RandomStream random)
    {
        Sinusoid curve = Curve(random);
        return _frequencies is var (least, greatest) ? curve with { Frequency = random.NextUniform(least, greatest) } : curve;
    }

    private void Points(Sinusoid curve, RandomStream random, Span<T> inputs, Span<T> targets)
    {
        int features = Features;
        for (int k = 0; k < targets.Length; k++)
        {
            double x = random.NextUniform(-HighestX, HighestX);
            inputs[k * features] = T.CreateChecked(x);
            targets[k] = T.CreateChecked(curve.At(x));
            if (_tellCurve)
            {
                inputs[(k * features) + 1] = T.CreateChecked(curve.Amplitude);
                inputs[(k * features) + 2] = T.CreateChecked(curve.Phase);
            }

            if (features == 4)
            {
                inputs[(k * features) + 3] = T.CreateChecked(curve.Frequency);
            }
        }
    }
}
