namespace AutogradMaml.Maml;

/// <summary>The name of a task: its number in a distribution, and which draws of its support and query set are meant.</summary>
/// <param name="Seed">The seed; training and test use different ones.</param>
/// <param name="Index">The task's number, from 0.</param>
/// <param name="SupportDraw">Which support set of the same task, from 0.</param>
/// <param name="QueryDraw">Which query set of the same task, from 0.</param>
public readonly record struct TaskNumber(ulong Seed, long Index, int SupportDraw = 0, int QueryDraw = 0)
{
    /// <summary>The seed of streams for the support set: that of the task for draw 0, another for each other draw.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The draw is negative.</exception>
    public ulong SupportSeed => Of(SupportDraw, nameof(SupportDraw));

    /// <summary>The seed of streams for the query set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The draw is negative.</exception>
    public ulong QuerySeed => Of(QueryDraw, nameof(QueryDraw));

    private ulong Of(int draw, string name) => draw >= 0
        ? Seed + ((ulong)draw * 0xD1342543DE82EF95)
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"Draws of a set are numbered from 0, got {draw}."));
}
