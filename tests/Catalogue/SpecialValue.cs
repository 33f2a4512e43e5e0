using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <summary>What a row's documentation promises at a kink, a tie, saturation or an infinity.</summary>
/// <param name="Point">The inputs' elements.</param>
/// <param name="Value">The output's elements.</param>
/// <param name="Gradient">The gradient of the sum of the output by the inputs, one after the other; null where nothing is promised.</param>
/// <param name="Curvature">The Hessian of that sum times the vector of ones, likewise.</param>
internal sealed record SpecialValue(double[][] Point, double[] Value, double[]? Gradient = null, double[]? Curvature = null)
{
    /// <summary>The shapes of the inputs; null when each is one axis.</summary>
    public Shape[]? Shapes { get; init; }

    /// <summary>Relative; values and derivatives that are 0 or infinite must be met exactly.</summary>
    public double Tolerance { get; init; } = 1e-14;

    /// <summary>The same in float.</summary>
    public double FloatTolerance { get; init; } = 4e-6;

    /// <summary>Set when the promise, or the point, is beyond the range of float.</summary>
    public bool OnlyInDouble { get; init; }
}
