namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 4.</summary>
internal sealed class Chapter4 : IChapter4
{
    /// <inheritdoc/>
    public ((int Class, int Drawing)[] Support, (int Class, int Drawing)[] Query) Episode(
        int[] drawings, int ways, int shots, int queries, Random random)
    {
        int[] classes = Draw(drawings.Length, ways, random);
        int[][] of = [.. classes.Select(one => Draw(drawings[one], shots + queries, random))];
        (int Class, int Drawing)[] Rounds(int first, int count) =>
        [
            .. Enumerable.Range(first, count).SelectMany(round => classes.Select((one, way) => (one, of[way][round]))),
        ];
        return (Rounds(0, shots), Rounds(shots, queries));
    }

    /// <inheritdoc/>
    public (double Mean, double HalfWidth) Interval(double[] accuracies)
    {
        double mean = accuracies.Average();
        double variance = accuracies.Sum(value => (value - mean) * (value - mean)) / (accuracies.Length - 1);
        return (mean, 1.96 * Math.Sqrt(variance / accuracies.Length));
    }

    // By those of the support set.
    /// <inheritdoc/>
    public double[] Normalize(double[] support, double[] queries, double epsilon)
    {
        double mean = support.Average();
        double variance = support.Average(value => (value - mean) * (value - mean));
        return [.. queries.Select(value => (value - mean) / Math.Sqrt(variance + epsilon))];
    }

    private static int[] Draw(int from, int count, Random random)
    {
        int[] numbers = [.. Enumerable.Range(0, from)];
        random.Shuffle(numbers);
        return numbers[..count];
    }
}
