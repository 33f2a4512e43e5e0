using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Runs;

/// <summary>The size of the outer steps over a training of any length.</summary>
/// <param name="Shape">How it goes from the first value to the last.</param>
/// <param name="First">The value at the first iteration.</param>
/// <param name="Last">The value at the end.</param>
public sealed record OuterStepSize(OuterStepSizeShape Shape, double First, double Last)
{
    /// <summary>The same value always.</summary>
    public static OuterStepSize Constant(double value) => new(OuterStepSizeShape.Constant, value, value);

    /// <summary>The schedule for a number of iterations.</summary>
    public Schedule Over(long iterations) => Shape switch
    {
        OuterStepSizeShape.Constant => Schedule.Constant(First),
        OuterStepSizeShape.Linear => Schedule.Linear(First, Last, iterations),
        OuterStepSizeShape.Cosine => Schedule.Cosine(First, Last, iterations),
        _ => throw new InvalidOperationException($"No schedule for {Shape}."),
    };
}
