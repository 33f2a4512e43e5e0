using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Additive noise on images.</summary>
public static class NoisyImages
{
    /// <summary>The same tasks with noise on each image, support and query alike: image + deviation * e, each e standard normal and drawn
    /// for its pixel and channel.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose inputs are images.</param>
    /// <param name="deviation">The standard deviation, 0 or more, where black and white are 0 and 1. What leaves this range is left
    /// there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is negative or not finite.</exception>
    /// <exception cref="ArgumentException">The inputs are no images, or have such noise already, or the support set was shuffled
    /// before.</exception>
    public static ITaskDistribution<T> Noisy<T>(this ITaskDistribution<T> tasks, double deviation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(deviation >= 0 && double.IsFinite(deviation)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(deviation), FormattableString.Invariant($"A standard deviation is a finite number, 0 or more, got {deviation}."));
        }

        return new Decorator<T>(tasks, deviation);
    }

    private sealed class Decorator<T>(ITaskDistribution<T> tasks, double deviation)
        : ImageDecorator<T>(tasks, "noise", FormattableString.Invariant($"noise {deviation:R}"))
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Change(Span<T> image, int height, int width, RandomStream random, TaskArrays<T> arrays)
        {
            foreach (ref T value in image)
            {
                value += T.CreateChecked(deviation * random.NextNormal());
            }
        }
    }
}
