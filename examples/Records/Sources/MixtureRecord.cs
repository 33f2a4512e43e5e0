using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of what <c>benchmarks mixtures --json</c> wrote.</summary>
/// <param name="Dimensions">d.</param>
/// <param name="Components">K.</param>
/// <param name="Points">n.</param>
/// <param name="Parameters">The number of parameters.</param>
/// <param name="Objective">The time of the objective, in milliseconds.</param>
/// <param name="Gradient">The time of the objective with its gradient, in milliseconds.</param>
/// <param name="Ratio">The latter over the former.</param>
/// <param name="Floor">The time of the gradient's matrix products at the processor's rate, in milliseconds.</param>
/// <param name="Value">The objective.</param>
/// <param name="GradientSum">The sum of the gradient's elements.</param>
internal sealed record MixtureRecord(
    int Dimensions, int Components, int Points, int Parameters, [property: JsonPropertyName("objective_ms")] double Objective,
    [property: JsonPropertyName("gradient_ms")] double Gradient, double Ratio, [property: JsonPropertyName("floor_ms")] double Floor,
    double Value, [property: JsonPropertyName("gradient_sum")] double GradientSum);
