using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Maml;

/// <summary>Batches for the ordinary training of one classifier of all classes of a set: each image is any drawing of any class, labelled
/// with its class's number in the set. For <see cref="JointTraining{T}"/>, which looks at query sets only.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The query set is the batch: inputs [images, channels, height, width] from 0 to 1, targets [images]. There is no support
/// set.</remarks>
public sealed class ImageBatches<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImageSet _set;
    private readonly int _images;
    private readonly string _checksum;
    private readonly TaskLayout _layout;

    /// <summary>Describes the batches.</summary>
    /// <param name="set">The classes.</param>
    /// <param name="images">The number of images of a batch.</param>
    public ImageBatches(ImageSet set, int images)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        _set = set;
        _images = images;
        _checksum = set.ComputeChecksum()[..16];
        _layout = new((EpisodeNames.QueryInputs, [images, set.Channels, set.Height, set.Width]), (EpisodeNames.QueryTargets, [images]));
    }

    /// <inheritdoc/>
    public string Description
        => string.Create(CultureInfo.InvariantCulture, $"{_set} (sha256 {_checksum}), batches of {_images} images");

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<T> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        RandomStream random = arrays.Stream(task.QuerySeed, "image batch", task.Index);
        int length = _set.ImageLength;
        Span<T> inputs = arrays[EpisodeNames.QueryInputs];
        Span<T> targets = arrays[EpisodeNames.QueryTargets];
        for (int k = 0; k < targets.Length; k++)
        {
            int of = random.NextInt32(_set.ClassCount);
            _set.CopyTo(of, random.NextInt32(_set.DrawingsOf(of)), inputs.Slice(k * length, length));
            targets[k] = T.CreateChecked(of);
        }
    }
}
