using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>How a net's weights start; biases start at zero.</summary>
/// <param name="Description">The start in words: part of what a checkpoint must agree with.</param>
/// <param name="Weight">How weights start.</param>
internal sealed record NetStart(string Description, Initializer<float> Weight)
{
    /// <summary>Weights uniform on -1 / sqrt(inputs) to 1 / sqrt(inputs) of their layer.</summary>
    public static NetStart FanIn { get; } = new("fan-in uniform, biases 0", Initializers.FanInUniform<float>());
}
