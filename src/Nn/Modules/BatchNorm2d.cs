using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Batch normalization of images: mean and variance of each channel over all images and places of a batch.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="channels">The number of channels.</param>
/// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
/// <param name="epsilon">Added to the variance; positive.</param>
/// <param name="affine">Whether there are a weight, which starts at 1, and a bias, which starts at 0.</param>
/// <remarks>Shapes: x and y [images, channels, height, width]; weight and bias [channels]. With a task axis: x [tasks, images, ...], weight
/// and bias [tasks, channels]; x [images, ...] is shared by all tasks.</remarks>
public sealed class BatchNorm2d<T>(int channels, NormalizationPolicy? policy = null, double epsilon = 1e-5, bool affine = true)
    : BatchNorm<T>(channels, policy, epsilon, affine, placeAxes: 2)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected override void RequireInput(Variable<T> input) => ImageAxes.Require(Name, input, Channels);
}
