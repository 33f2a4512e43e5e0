using System.Globalization;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>How the server steps: along the mean direction, by plain gradient descent or with momentum, with a size that falls along half a
/// cosine from the first value to the last.</summary>
/// <param name="First">The size of the first round's step.</param>
/// <param name="Last">The size at the end.</param>
/// <param name="Rounds">The number of rounds over which it falls.</param>
internal sealed record OuterSettings(double First, double Last, long Rounds)
{
    /// <summary>The steps in words.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"outer sgd {First:R} to {Last:R} in {Rounds} rounds");

    /// <summary>The optimizer.</summary>
    public Optimizer<float> Optimizer() => new Sgd<float>();

    /// <summary>The sizes of the steps.</summary>
    public Schedule StepSize() => Schedule.Cosine(First, Last, Rounds);
}
