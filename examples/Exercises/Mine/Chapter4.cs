namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 4. What is asked for stands in Chapters/IChapter4.cs.</summary>
internal sealed class Chapter4 : IChapter4
{
    /// <inheritdoc/>
    public ((int Class, int Drawing)[] Support, (int Class, int Drawing)[] Query) Episode(
        int[] drawings, int ways, int shots, int queries, Random random) => throw new NotImplementedException();

    /// <inheritdoc/>
    public (double Mean, double HalfWidth) Interval(double[] accuracies) => throw new NotImplementedException();

    /// <inheritdoc/>
    public double[] Normalize(double[] support, double[] queries, double epsilon) => throw new NotImplementedException();
}
