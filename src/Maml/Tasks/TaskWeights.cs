using System.Globalization;
using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Checks the weights of a task's examples, where it has any.</summary>
internal static class TaskWeights
{
    /// <summary>Throws unless the weights of a task are finite, 0 or more, and in no set all 0.</summary>
    /// <param name="memory">Where the task lies.</param>
    /// <param name="task">Its place there, from 0.</param>
    /// <param name="number">Its number in its distribution; null if it has none.</param>
    /// <exception cref="ArgumentException">They are not; the message names task, set and place.</exception>
    public static void Require<T>(ITaskMemory<T> memory, int task, long? number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(memory, task, number, EpisodeNames.SupportWeights, "support");
        Require(memory, task, number, EpisodeNames.QueryWeights, "query");
    }

    private static void Require<T>(ITaskMemory<T> memory, int task, long? number, string name, string set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!memory.Layout.Contains(name))
        {
            return;
        }

        ReadOnlySpan<T> weights = memory.Array(memory.Layout.PlaceOf(name), task);
        bool any = false;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(T.IsFinite(weights[k]) && weights[k] >= T.Zero))
            {
                string value = weights[k].ToString(null, CultureInfo.InvariantCulture);
                throw new ArgumentException(
                    $"{TaskSets.Of(number)} {set} weights hold {value} at [{k}], expected finite numbers, 0 or more.");
            }

            any |= weights[k] > T.Zero;
        }

        if (!any)
        {
            throw new ArgumentException(
                $"{TaskSets.Of(number)} {set} weights are all 0: a task has at least one example to {TaskSets.PurposeOf(set)}.");
        }
    }
}
