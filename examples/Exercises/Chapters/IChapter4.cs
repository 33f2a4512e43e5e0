namespace AutogradMaml.Examples.Exercises;

/// <summary>Few-shot images.</summary>
internal interface IChapter4
{
    /// <summary>4.1. An episode. Draw different classes, and of each different drawings, shots for the support set and queries for the
    /// query set. Return class and drawing of each example, in rounds: example k is of the k % ways-th class that was drawn.</summary>
    /// <param name="drawings">The number of drawings of each class.</param>
    /// <param name="ways">The number of classes to draw.</param>
    /// <param name="shots">The number of support examples of each.</param>
    /// <param name="queries">The number of query examples of each.</param>
    /// <param name="random">Draws.</param>
    ((int Class, int Drawing)[] Support, (int Class, int Drawing)[] Query) Episode(
        int[] drawings, int ways, int shots, int queries, Random random);

    /// <summary>4.2. The mean of some accuracies, one of each task, and half the width of its 95 % interval: 1.96 standard deviations (with
    /// n - 1) over the root of n.</summary>
    (double Mean, double HalfWidth) Interval(double[] accuracies);

    /// <summary>4.3. Batch normalization, transductive or not: the queries less a mean, over the root of a variance plus epsilon. By which
    /// examples' mean and variance (with n), where no query shall see another?</summary>
    double[] Normalize(double[] support, double[] queries, double epsilon);
}
