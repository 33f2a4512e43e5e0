using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of sine curves: amplitude uniform on [0.1, 5], phase uniform on [0, pi], y = amplitude * sin(x - phase), x uniform on [-5,
/// 5].
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs and targets are [examples, 1]. Curve, support and query come from random streams of their own: with more shots the same
/// task keeps its curve, its query set and its first shots. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section
/// 5.1.</remarks>
public sealed class SinusoidTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LowestAmplitude = 0.1;
    private const double HighestAmplitude = 5;
    private const double HighestX = 5;

    private const string CurvePurpose = "sinusoid curve";

    private readonly bool _tellCurve;
    private readonly TaskLayout _layout;

    /// <summary>Describes the distribution.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    /// <param name="tellCurve">Whether each input also holds the amplitude and the phase: [examples, 3]. For the oracle, which need not
    /// adapt.</param>
    public SinusoidTasks(int shots, int queries, bool tellCurve = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        Shots = shots;
        Queries = queries;
        _tellCurve = tellCurve;
        int features = tellCurve ? 3 : 1;
        _layout = new(
            (EpisodeNames.SupportInputs, [shots, features]),
            (EpisodeNames.SupportTargets, [shots, 1]),
            (EpisodeNames.QueryInputs, [queries, features]),
            (EpisodeNames.QueryTargets, [queries, 1]));
    }

    /// <summary>The number of support points.</summary>
    public int Shots { get; }

    /// <summary>The number of query points.</summary>
    public int Queries { get; }

    /// <inheritdoc/>
    public string Description => $"sinusoid shots={Shots} queries={Queries}{(_tellCurve ? " curve told" : string.Empty)}";

    /// <summary>The curve of a task.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number.</param>
    public static Sinusoid Curve(ulong seed, long index) => Curve(new RandomStream(seed, CurvePurpose, index));

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Sinusoid curve = Curve(arrays.Stream(task.Seed, CurvePurpose, task.Index));
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

    private void Points(Sinusoid curve, RandomStream random, Span<T> inputs, Span<T> targets)
    {
        int features = _tellCurve ? 3 : 1;
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
        }
    }
}
