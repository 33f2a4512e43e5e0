using System.Numerics;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>A small classifier with batch normalization, or without.</summary>
internal static class BatchNormNet
{
    public static Sequential<T> Of<T>(int inputs, int classes, bool normalized = true, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => normalized
            ? new(
                new Linear<T>(inputs, 8),
                new BatchNorm1d<T>(8, policy),
                Activations.Tanh<T>(),
                new Linear<T>(8, 6),
                new BatchNorm1d<T>(6, policy),
                Activations.Tanh<T>(),
                new Linear<T>(6, classes))
            : new(new Linear<T>(inputs, 8), Activations.Tanh<T>(), new Linear<T>(8, classes));
}
