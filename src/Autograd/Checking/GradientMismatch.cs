using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>One comparison between a gradient and a difference quotient.</summary>
/// <param name="Input">The name of the input.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Element">The element, counted row by row; null when the numbers are derivatives along a direction.</param>
/// <param name="Analytic">What the gradient says.</param>
/// <param name="Numeric">What the finite differences say; the most settled of them where several steps were tried.</param>
/// <param name="Tolerance">The absolute difference that would have been accepted.</param>
/// <param name="Uncertainty">How far the numeric value itself may be off.</param>
public sealed record GradientMismatch(
    string Input, Shape Shape, int? Element, double Analytic, double Numeric, double Tolerance, double Uncertainty)
{
    /// <summary>|analytic - numeric|.</summary>
    public double Error => Math.Abs(Analytic - Numeric);

    /// <summary>The error relative to the greater of the two numbers; 0 when they are equal.</summary>
    public double RelativeError => Error == 0 ? 0 : Error / Math.Max(Math.Abs(Analytic), Math.Abs(Numeric));

    /// <summary>Both numbers and what they may differ by.</summary>
    public override string ToString()
        => $"{Place}: analytic {Text.Number(Analytic)}, numeric {Text.Number(Numeric)} +- {Text.Short(Uncertainty)}, " +
            $"tolerance {Text.Short(Tolerance)}";

    /// <summary>The element by its place on each axis, as in <c>weight[1, 0]</c>, and of a single number just its name; or the input along
    /// a random direction.</summary>
    public string Place
    {
        get
        {
            if (Element is not { } element)
            {
                return $"{Input} along a random direction";
            }

            ArgumentNullException.ThrowIfNull(Shape);
            var indices = new int[Shape.Rank];
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                indices[axis] = element % Shape[axis];
                element /= Shape[axis];
            }

            return Shape.Rank == 0 ? Input : $"{Input}[{string.Join(", ", indices)}]";
        }
    }
}
