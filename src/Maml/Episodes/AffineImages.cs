using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Small random affine maps of images.</summary>
public static class AffineImages
{
    /// <summary>The same tasks with each image, support and query alike, read through a map that is drawn for it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">Tasks whose inputs are images.</param>
    /// <param name="maps">From which maps.</param>
    /// <exception cref="ArgumentException">The inputs are no images, or go through random maps already, or the support set was shuffled
    /// before.</exception>
    public static ITaskDistribution<T> Affine<T>(this ITaskDistribution<T> tasks, RandomAffine maps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(maps);
        return new Decorator<T>(tasks, maps);
    }

    private sealed class Decorator<T>(ITaskDistribution<T> tasks, RandomAffine maps)
        : ImageDecorator<T>(tasks, "affine", $"random affine {maps}")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        protected override void Change(Span<T> image, int height, int width, RandomStream random, TaskArrays<T> arrays)
        {
            Span<T> before = arrays.Values("image", image.Length);
            image.CopyTo(before);
            maps.Draw(random, height, width).Apply<T>(before, height, width, image);
        }
    }
}
