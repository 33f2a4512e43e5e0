namespace AutogradMaml.Autograd.Checking;

/// <summary>One number of a gradient held against a difference quotient.</summary>
/// <param name="Input">The input that is varied.</param>
/// <param name="Element">The element of it, or null along a direction through several.</param>
/// <param name="Direction">The direction, over all elements of the point.</param>
/// <param name="Analytic">The derivative that the gradient gives.</param>
/// <param name="Numeric">The difference quotient.</param>
/// <param name="Scale">What the tolerance is relative to.</param>
/// <param name="Tolerance">The absolute error that is accepted.</param>
/// <param name="LooksLikeAKink">Whether the one-sided quotients seem to disagree.</param>
internal sealed record Probe(
    CheckedInput Input,
    int? Element,
    double[] Direction,
    double Analytic,
    double Numeric,
    double Scale,
    double Tolerance,
    bool LooksLikeAKink)
{
    /// <summary>The size of the step in the element at h = 1, by which derivatives along the direction become derivatives by the element; 1
    /// along a direction through several.</summary>
    public double Unit => Element is { } element ? Direction[Input.Offset + element] : 1;

    public double Error => Math.Abs(Analytic - Numeric);

    public bool Passed => Error <= Tolerance && !LooksLikeAKink;

    public string Place => new GradientMismatch(Input.Name, Input.Shape, Element, 0, 0, 0, 0).Place;
}
