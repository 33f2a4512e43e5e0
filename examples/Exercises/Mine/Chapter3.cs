namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 3. What is asked for stands in Chapters/IChapter3.cs.</summary>
internal sealed class Chapter3 : IChapter3
{
    /// <inheritdoc/>
    public double Derivative(Func<double, double> function, double x) => throw new NotImplementedException();

    /// <inheritdoc/>
    public int RightOne(Func<double[], double> function, IReadOnlyList<Func<double[], double[]>> candidates)
        => throw new NotImplementedException();
}
