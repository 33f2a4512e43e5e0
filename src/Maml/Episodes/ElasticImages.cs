using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Small random elastic maps of images.</summary>
public static class ElasticImages
{
    /// <summary>The same tasks with each image, support and query alike, read through an elastic map that is drawn for it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose inputs are images.</param>
    /// <param name="maps">From which maps.</param>
    /// <exception cref="ArgumentException">The inputs are no images, or go through elastic maps already, or the support set was shuffled
    /// before.</exception>
    public static ITaskDistribution<T> Elastic<T>(this ITaskDistribution<T> tasks, RandomElastic maps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new Decorator<T>(tasks, maps);
    }

    private sealed class Decorator<T>(ITaskDistribution<T> tasks, RandomElastic maps)
        : ImageDecorator<T>(tasks, "elastic", $"random elastic {maps}")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Change(Span<T> image, int height, int width, RandomStream random, TaskArrays<T> arrays)
        {
            Span<T> before = arrays.Values("image", image.Length);
            image.CopyTo(before);
            maps.Apply<T>(random, before, height, width, image);
        }
    }
}
