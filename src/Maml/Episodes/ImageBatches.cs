using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Batches for the ordinary training of one classifier of all classes of a set: each image is any drawing of any class, labelled with its
/// class's number in the set. For <see cref="JointTraining{T}"/>, which looks at query sets only.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The query set is the batch: inputs [images, channels, height, width] from 0 to 1, targets [images]. The support set is one more image,
/// because a task has one.</remarks>
public sealed class ImageBatches<T> : ITaskDistribution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ImageSet _set;
    private readonly int _images;
    private readonly RandomAffine? _affine;
    private readonly string _checksum;

    /// <summary>Describes the batches.</summary>
    /// <param name="set">The classes.</param>
    /// <param name="images">The number of images of a batch.</param>
    /// <param name="affine">Small random maps of the images, one drawn for each; null for the images as they are.</param>
    public ImageBatches(ImageSet set, int images, RandomAffine? affine = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        _set = set;
        _images = images;
        _affine = affine;
        _checksum = set.ComputeChecksum()[..16];
    }

    /// <inheritdoc/>
    public string Description
        => string.Create(CultureInfo.InvariantCulture, $"{_set} (sha256 {_checksum}), batches of {_images} images") +
            (_affine is null ? string.Empty : $" random affine {_affine}");

    /// <inheritdoc/>
    public FewShotTask<T> Sample(ulong seed, long index)
    {
        RandomStream random = new(seed, "image batch", index);
        RandomStream affine = new(seed, "image batch affine", index);
        (Tensor<T> inputs, Tensor<T> targets) = Draw(random, affine, _images);
        (Tensor<T> supportInputs, Tensor<T> supportTargets) = Draw(random, affine, 1);
        return new(supportInputs, supportTargets, inputs, targets);
    }

    private (Tensor<T> Inputs, Tensor<T> Targets) Draw(RandomStream random, RandomStream affine, int count)
    {
        int length = _set.ImageLength;
        var inputs = new T[count * length];
        var targets = new T[count];
        T[] image = _affine is null ? [] : new T[length];
        for (int k = 0; k < count; k++)
        {
            int of = random.NextInt32(_set.ClassCount);
            Span<T> place = inputs.AsSpan(k * length, length);
            _set.CopyTo(of, random.NextInt32(_set.DrawingsOf(of)), _affine is null ? place : image);
            _affine?.Draw(affine, _set.Height, _set.Width).Apply<T>(image, _set.Height, _set.Width, place);
            targets[k] = T.CreateChecked(of);
        }

        return (Tensors.Wrap(inputs, [count, _set.Channels, _set.Height, _set.Width]), Tensors.Wrap(targets, [count]));
    }
}
