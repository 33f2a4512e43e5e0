namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 6. What is asked for stands in Chapters/IChapter6.cs.</summary>
internal sealed class Chapter6 : IChapter6
{
    /// <inheritdoc/>
    public double Score(double theta, int action) => throw new NotImplementedException();

    /// <inheritdoc/>
    public double Gradient(double theta, int[] actions, double[] rewards) => throw new NotImplementedException();

    /// <inheritdoc/>
    public double SecondDerivative(double theta, int[] actions, double[] rewards) => throw new NotImplementedException();
}
