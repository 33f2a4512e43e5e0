using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Changes each image of a task by itself, with random numbers drawn for it, support and query alike: the base of
/// augmentations.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The numbers of an image are keyed by the seed of its set, a purpose, the task's number and that of the example: they depend
/// neither on the number of shots nor, since a support set is shuffled last, on the order; and another draw of one set leaves the other as
/// it is.</remarks>
public abstract class ImageDecorator<T> : TaskDecorator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string _words;
    private readonly string _support;
    private readonly string _query;

    /// <summary>Decorates a distribution whose inputs are images, [examples, channels, height, width].</summary>
    /// <param name="tasks">The distribution.</param>
    /// <param name="purpose">What the random numbers are for, in a word of its own.</param>
    /// <param name="words">What is done, with every number that it depends on, for the description.</param>
    /// <exception cref="ArgumentException">The inputs are no images, or the same was done before, or the support set was shuffled
    /// before.</exception>
    protected ImageDecorator(ITaskDistribution<T> tasks, string purpose, string words)
        : base(tasks)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentException.ThrowIfNullOrEmpty(words);
        _words = words;
        (_support, _query) = ($"episode support {purpose}", $"episode query {purpose}");
        RequireOnce();
        ImageArrays.RequireOrder(this);
        ImageArrays.Require(tasks.LayoutOf(default), tasks);
    }

    /// <inheritdoc/>
    public sealed override string Description => $"{Tasks.Description} {_words}";

    /// <inheritdoc/>
    public sealed override void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        Tasks.Draw(task, arrays);
        ImageArrays.Require(arrays.Layout, Tasks);
        ChangeAll(arrays, EpisodeNames.SupportInputs, _support, task.SupportSeed, task.Index);
        ChangeAll(arrays, EpisodeNames.QueryInputs, _query, task.QuerySeed, task.Index);
    }

    /// <summary>Changes an image, in place.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="random">The image's own random numbers.</param>
    /// <param name="arrays">Room to work in: <see cref="TaskArrays{T}.Values"/>.</param>
    protected abstract void Change(Span<T> image, int height, int width, RandomStream random, TaskArrays<T> arrays);

    private void ChangeAll(TaskArrays<T> arrays, string name, string purpose, ulong seed, long index)
    {
        if (!arrays.Layout.Contains(name))
        {
            return;
        }

        Shape shape = arrays.ShapeOf(name);
        Span<T> images = arrays[name];
        int length = shape[1] * shape[2] * shape[3];
        for (int k = 0; k < shape[0]; k++)
        {
            Change(images.Slice(k * length, length), shape[2], shape[3], arrays.Stream(seed, purpose, index, k), arrays);
        }
    }
}
