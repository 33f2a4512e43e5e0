using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Small nets for the tests.</summary>
internal static class Nets
{
    /// <summary>Two hidden tanh layers: smooth, so that finite differences hold everywhere. No parameter starts at 0.</summary>
    public static Sequential<T> Tanh<T>(int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Layer<T>(inputs, 6), Activations.Tanh<T>(), Layer<T>(6, 5), Activations.Tanh<T>(), Layer<T>(5, outputs));

    /// <summary>Two hidden ReLU layers, with biases that start at 0.</summary>
    public static Sequential<T> Relu<T>(int inputs, int outputs, int width = 8)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            new Linear<T>(inputs, width), Activations.Relu<T>(), new Linear<T>(width, width), Activations.Relu<T>(),
            new Linear<T>(width, outputs));

    private static Linear<T> Layer<T>(int inputs, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(inputs, outputs, true, Initializers.GlorotUniform<T>(), Initializers.Uniform<T>(-0.3, 0.3));
}
