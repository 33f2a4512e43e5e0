using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Which classes of a set come together in a task of <see cref="ImageEpisodes{T}"/>, and which label each has there.</summary>
public sealed class ClassChoice
{
    private readonly Func<ImageSet, int, ClassDraw> _among;

    private ClassChoice(string words, Func<ImageSet, int, ClassDraw> among) => (Words, _among) = (words, among);

    /// <summary>Any classes, each with the label that the draw gives it: tasks that exclude each other, so that no label can be known
    /// without a support set.</summary>
    public static ClassChoice Any { get; } = new(string.Empty, static (set, ways) => new ClassDraw([[.. All(set)]], ways));

    /// <summary>A class has the same label in all tasks that it is in: class c of the set has c % ways, and a task has one class of each
    /// label.</summary>
    /// <remarks>Such tasks do not exclude each other: a net may learn them all by heart and never look at a support set, and then knows
    /// nothing of new classes. Source: Yin, Tucker, Zhou, Levine and Finn, Meta-learning without memorization, 2020, section 6.</remarks>
    public static ClassChoice FixedLabels { get; } = new(
        " fixed labels",
        static (set, ways) => new ClassDraw(
            [.. Enumerable.Range(0, ways).Select(label => (int[])[.. All(set).Where(k => k % ways == label)])], perGroup: 1));

    /// <summary>What is said of it in descriptions; nothing of <see cref="Any"/>.</summary>
    internal string Words { get; }

    /// <summary>All classes of a task are of one group, one alphabet for instance; each group with enough classes is drawn as
    /// often.</summary>
    /// <param name="words">What the groups are, in words that no other grouping has.</param>
    /// <param name="groupOf">The group of a class, by its name in the set.</param>
    public static ClassChoice Within(string words, Func<string, string> groupOf)
    {
        ArgumentException.ThrowIfNullOrEmpty(words);
        ArgumentNullException.ThrowIfNull(groupOf);
        return new($" within {words}", (set, ways) =>
        {
            int[][] groups =
            [
                .. All(set).GroupBy(k => groupOf(set.ClassName(k))).Where(group => group.Count() >= ways)
                    .Select(static group => (int[])[.. group]),
            ];
            return groups.Length > 0
                ? new ClassDraw(groups, ways)
                : throw new ArgumentException(
                    $"Tasks of {ways} classes within {words} can't be drawn from '{set.Name}': none there has so many. Ask for fewer ways.",
                    nameof(ways));
        });
    }

    /// <summary>The draw of a task's classes from a set.</summary>
    internal ClassDraw Among(ImageSet set, int ways) => _among(set, ways);

    private static IEnumerable<int> All(ImageSet set) => Enumerable.Range(0, set.ClassCount);
}
