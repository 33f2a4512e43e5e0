namespace AutogradMaml.Maml;

/// <summary>Which of some things in a row are of which rank: neighbours together, and no rank has two more than another. Where there are
/// fewer than ranks, some have none.</summary>
internal static class RankShare
{
    /// <summary>The first of a rank; that of the rank behind the last is the number of things.</summary>
    /// <param name="rank">The rank.</param>
    /// <param name="size">The number of ranks.</param>
    /// <param name="count">The number of things.</param>
    public static int First(int rank, int size, int count) => (int)((long)rank * count / size);

    /// <summary>Which rank has one of the things.</summary>
    /// <param name="place">Which one.</param>
    /// <param name="size">The number of ranks.</param>
    /// <param name="count">The number of things.</param>
    public static int RankOf(int place, int size, int count)
    {
        int rank = (int)((long)place * size / count);
        while (First(rank + 1, size, count) <= place)
        {
            rank++;
        }

        return rank;
    }
}
