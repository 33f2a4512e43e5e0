using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>How well the gradient by one input agrees at one order.</summary>
/// <param name="Input">The name of the input.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Order">The order of derivative.</param>
/// <param name="Comparisons">How many numbers were compared: elements, or projections.</param>
/// <param name="LargestError">The largest error, relative to the scale that the tolerance is relative to.</param>
/// <param name="Tolerance">The relative error that is accepted.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient by this input.</param>
/// <param name="Passed">Whether all comparisons passed, if need be at another step than the first.</param>
public sealed record InputAgreement(
    string Input, Shape Shape, int Order, int Comparisons, double LargestError, double Tolerance, double GradientNorm, bool Passed)
{
    /// <summary>One line, as in the table.</summary>
    public override string ToString()
        => Text.Format($"{Input} {Shape}, order {Order}: {Comparisons} compared, largest error {Text.Short(LargestError)}, ") +
            $"tolerance {Text.Short(Tolerance)}, |gradient| {Text.Short(GradientNorm)}, {(Passed ? "ok" : "FAILED")}";
}
