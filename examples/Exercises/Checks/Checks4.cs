namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 4.</summary>
internal static class Checks4
{
    /// <summary>Its exercises.</summary>
    /// <param name="answers">The answers.</param>
    public static IReadOnlyList<Exercise> Of(IChapter4 answers) =>
    [
        new("4.1", "an episode", () =>
        {
            int[] drawings = [5, 6, 5, 7, 5, 5];
            HashSet<string> seen = [];
            for (int seed = 0; seed < 100; seed++)
            {
                ((int Class, int Drawing)[] support, (int Class, int Drawing)[] query)
                    = answers.Episode(drawings, ways: 3, shots: 2, queries: 3, new Random(seed));
                if (Wrong(drawings, support, query) is { } wrong)
                {
                    return wrong;
                }

                seen.Add(string.Join(' ', support));
            }

            return seen.Count < 90 ? $"100 seeds gave {seen.Count} different support sets" : null;
        }),
        new("4.2", "a confidence interval", () =>
        {
            (double mean, double halfWidth) = answers.Interval([0.6, 0.8, 1, 0.8]);
            return Exercise.Near("mean", 0.8, mean) ?? Exercise.Near("half width", 1.96 * Math.Sqrt(0.08 / 3 / 4), halfWidth);
        }),
        new("4.3", "queries that don't see each other", () =>
        {
            double[] together = answers.Normalize([1, 2, 3, 6], [2, 8], 0.01);
            double[] alone = answers.Normalize([1, 2, 3, 6], [2], 0.01);
            return together.Length != 2 ? $"got {together.Length} numbers for 2 queries"
                : together[0] != alone[0] ? "a query's number changes when another query is added"
                : Exercise.Near("the query 8", 5 / Math.Sqrt(3.5 + 0.01), together[1]);
        }),
    ];

    private static string? Wrong(int[] drawings, (int Class, int Drawing)[] support, (int Class, int Drawing)[] query)
    {
        if (support.Length != 6 || query.Length != 9)
        {
            return $"got {support.Length} support and {query.Length} query examples, expected 3 x 2 and 3 x 3";
        }

        int[] classes = [.. support.Take(3).Select(static example => example.Class)];
        (int Class, int Drawing)[] all = [.. support, .. query];
        return classes.Distinct().Count() != 3 ? "a class was drawn twice"
            : support.Index().Concat(query.Index()).Any(item => item.Item.Class != classes[item.Index % 3])
                ? "example k is not of the k % 3-th class that was drawn"
            : all.Any(example => example.Drawing < 0 || example.Drawing >= drawings[example.Class]) ? "there is no such drawing"
            : support.Distinct().Count() < 6 || query.Distinct().Count() < 9 ? "an example is there twice"
            : support.Intersect(query).Any() ? "a query example is in the support set too" : null;
    }
}
