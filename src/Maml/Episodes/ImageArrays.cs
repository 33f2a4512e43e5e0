using System.Numerics;

namespace AutogradMaml.Maml;

/// <summary>Finds the images among the arrays of tasks.</summary>
internal static class ImageArrays
{
    /// <summary>Throws if what a decorator changes has lost the numbers by which something is drawn for each image.</summary>
    /// <param name="decorator">The decorator.</param>
    /// <exception cref="ArgumentException">A decorator inside does not keep the order.</exception>
    public static void RequireOrder<T>(TaskDecorator<T> decorator)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (decorator.Inside.Any(static inner => inner is TaskDecorator<T> { KeepsOrder: false }))
        {
            throw new ArgumentException(
                $"The examples of '{decorator.Tasks.Description}' have lost the numbers by which something is drawn for each: change the " +
                    $"images first and shuffle last, '.{nameof(ShuffledSupport.Shuffled)}()' behind all others.");
        }
    }

    /// <summary>Throws unless the inputs of a task are images.</summary>
    /// <param name="layout">The task's arrays.</param>
    /// <param name="tasks">Whose tasks; its words are made up for a message alone.</param>
    /// <exception cref="ArgumentException">They are not, or there are none.</exception>
    public static void Require<T>(TaskLayout layout, ITaskDistribution<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool any = false;
        bool all = true;
        for (int k = 0; k < layout.Count; k++)
        {
            if (layout.Names[k] is EpisodeNames.SupportInputs or EpisodeNames.QueryInputs)
            {
                any = true;
                all &= layout.Shapes[k].Rank == 4;
            }
        }

        if (!any || !all)
        {
            throw new ArgumentException(
                $"'{tasks.Description}' has no images to change: '{EpisodeNames.SupportInputs}' and '{EpisodeNames.QueryInputs}' are " +
                    $"images as [examples, channels, height, width], got {layout}.");
        }
    }
}
