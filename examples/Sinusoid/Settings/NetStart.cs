using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>How a net's parameters start.</summary>
/// <param name="Description">The start in words: part of what a checkpoint must agree with.</param>
/// <param name="Weight">How weights start.</param>
/// <param name="Bias">How the biases of a layer with a number of inputs start.</param>
internal sealed record NetStart(string Description, Initializer<float> Weight, Func<int, Initializer<float>> Bias)
{
    /// <summary>Weights and biases uniform on -1 / sqrt(inputs) to 1 / sqrt(inputs) of their layer: how PyTorch starts linear layers.</summary>
    public static NetStart FanIn { get; } = new("fan-in uniform", Initializers.FanInUniform<float>(), static inputs => Initializers.FanInUniform<float>(inputs));

    /// <summary>Weights truncated normal with standard deviation 0.01, biases zero: how the published code of the MAML paper starts its net.</summary>
    public static NetStart SmallNormal { get; } = new(
        "truncated normal 0.01, biases 0", Initializers.TruncatedNormal<float>(0.01), static _ => Initializers.Constant(0f));
}
