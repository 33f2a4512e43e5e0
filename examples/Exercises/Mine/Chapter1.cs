namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 1. What is asked for stands in Chapters/IChapter1.cs.</summary>
internal sealed class Chapter1 : IChapter1
{
    /// <inheritdoc/>
    public double[] LogisticRule(double[] y, double[] cotangent) => throw new NotImplementedException();

    /// <inheritdoc/>
    public (double ByA, double ByB) Sweep(double a, double b) => throw new NotImplementedException();

    /// <inheritdoc/>
    public (double Value, double Tangent) Forward(double x, double tangent) => throw new NotImplementedException();
}
