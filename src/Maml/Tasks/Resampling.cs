using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Holds a distribution to what another draw of a set means, since one that takes no notice of it would pass for tasks on which
/// nothing depends.</summary>
internal static class Resampling
{
    private const string Support = "support.";
    private const string Query = "query.";

    // A few small sets may by chance be drawn as before; not all of so many.
    private const int Looked = 8;

    /// <summary>Throws unless, of the first tasks, the other draws change their own sets and nothing else.</summary>
    /// <exception cref="ArgumentException">They don't.</exception>
    public static void Require<T>(ITaskDistribution<T> tasks, int supportDraw, int queryDraw)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RequireOne(tasks, supportDraw, static (task, draw) => task with { SupportDraw = draw }, Support, nameof(TaskNumber.SupportDraw));
        RequireOne(tasks, queryDraw, static (task, draw) => task with { QueryDraw = draw }, Query, nameof(TaskNumber.QueryDraw));
    }

    private static void RequireOne<T>(
        ITaskDistribution<T> tasks, int draw, Func<TaskNumber, int, TaskNumber> at, string set, string property)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (draw == 0)
        {
            return;
        }

        bool differs = false;
        for (int index = 0; index < Looked; index++)
        {
            TaskNumber number = new(0, index);
            TaskBatch<T> first = tasks.Batch(number);
            TaskBatch<T> other = tasks.Batch(at(number, draw));
            if (!first.Layout.Names.Any(name => name.StartsWith(set, StringComparison.Ordinal)))
            {
                throw new ArgumentException(
                    $"'{tasks.Description}' has no other draws of a set '{set}*': its tasks have {first.Layout}.", nameof(tasks));
            }

            foreach (string name in first.Layout.Names)
            {
                bool isOfTheSet = name.StartsWith(set, StringComparison.Ordinal);
                bool same = other.Layout.Contains(name)
                    && first.Array(first.Layout.PlaceOf(name)).SequenceEqual(other.Array(other.Layout.PlaceOf(name)));
                differs |= isOfTheSet && !same;
                if (!isOfTheSet && !same)
                {
                    throw new ArgumentException(
                        $"'{tasks.Description}' draws more anew than was asked for: of task {index}, {property} {draw} has another " +
                            $"'{name}'. Draw what the task is from TaskNumber.Seed and each set from a seed of its own, SupportSeed and " +
                            "QuerySeed.",
                        nameof(tasks));
                }
            }
        }

        if (!differs)
        {
            throw new ArgumentException(
                $"'{tasks.Description}' takes no notice of {property}, or has no other examples to draw: for 0 and for {draw} the first " +
                    $"{Looked} tasks have the same arrays '{set}*'. Draw the set from " +
                    $"TaskNumber.{(set == Support ? nameof(TaskNumber.SupportSeed) : nameof(TaskNumber.QuerySeed))}.",
                nameof(tasks));
        }
    }
}
