using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Regression of sine curves: amplitude uniform on [0.1, 5], phase uniform on [0, pi], y = amplitude * sin(x - phase), x uniform on [-5, 5].
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs and targets are [examples, 1]. Curve, support and query come from random streams of their own: with more shots the same task
/// keeps its curve, its query set and its first shots. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section 5.1.</remarks>
public sealed class SinusoidTasks<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double LowestAmplitude = 0.1;
    private const double HighestAmplitude = 5;
    private const double HighestX = 5;

    private readonly bool _tellCurve;

    /// <summary>Describes the distribution.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    /// <param name="tellCurve">Whether each input also holds the amplitude and the phase: [examples, 3]. For the oracle, which need not adapt.</param>
    public SinusoidTasks(int shots, int queries, bool tellCurve = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        Shots = shots;
        Queries = queries;
        _tellCurve = tellCurve;
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
    public static Sinusoid Curve(ulong seed, long index)
    {
        RandomStream random = new(seed, "sinusoid curve", index);
        double amplitude = random.NextUniform(LowestAmplitude, HighestAmplitude);
        return new Sinusoid(amplitude, random.NextUniform(0, Math.PI));
    }

    /// <inheritdoc/>
    public FewShotTask<T> Sample(ulong seed, long index)
    {
        Sinusoid curve = Curve(seed, index);
        (T[] supportInputs, T[] supportTargets) = Points(curve, Shots, new RandomStream(seed, "sinusoid support", index));
        (T[] queryInputs, T[] queryTargets) = Points(curve, Queries, new RandomStream(seed, "sinusoid query", index));
        int features = _tellCurve ? 3 : 1;
        return new(
            Tensors.Wrap(supportInputs, [Shots, features]),
            Tensors.Wrap(supportTargets, [Shots, 1]),
            Tensors.Wrap(queryInputs, [Queries, features]),
            Tensors.Wrap(queryTargets, [Queries, 1]));
    }

    private (T[] Inputs, T[] Targets) Points(Sinusoid curve, int count, RandomStream random)
    {
        int features = _tellCurve ? 3 : 1;
        var inputs = new T[count * features];
        var targets = new T[count];
        for (int k = 0; k < count; k++)
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

        return (inputs, targets);
    }
}
