namespace AutogradMaml.Autograd.Checking;

/// <summary>A difference quotient, what rounding may have put into it, and the gap between the one-sided quotients where that looks like a
/// kink (otherwise 0).</summary>
internal readonly record struct DifferenceQuotient(double Value, double Rounding, double KinkGap);
