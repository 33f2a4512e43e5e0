namespace AutogradMaml.Autograd;

/// <summary>Where on a tape the first NaN or infinity stands.</summary>
/// <param name="Place">The node's place in the list.</param>
/// <param name="Operation">The operation that computed it, or "input" or "constant".</param>
/// <param name="Shape">The shape of its value.</param>
/// <param name="Element">The first element that is not finite, counted row by row.</param>
/// <param name="Value">That element.</param>
public sealed record NonFinite(int Place, string Operation, Shape Shape, int Element, double Value)
{
    /// <summary>One line for an error message.</summary>
    public override string ToString()
        => FormattableString.Invariant($"operation %{Place} '{Operation}' {Shape} has {Value} at element {Element}");
}
