using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Batch normalization of features: mean and variance of each feature over the examples of a batch.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="features">The number of features.</param>
/// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
/// <param name="epsilon">Added to the variance; positive.</param>
/// <param name="affine">Whether there are a weight, which starts at 1, and a bias, which starts at 0.</param>
/// <remarks>Shapes: x and y [examples, features]; weight and bias [features]. With a task axis: x [tasks, examples, features], weight and
/// bias [tasks, features]; x [examples, features] is shared by all tasks.</remarks>
public sealed class BatchNorm1d<T>(int features, NormalizationPolicy? policy = null, double epsilon = 1e-5, bool affine = true)
    : BatchNorm<T>(features, policy, epsilon, affine, placeAxes: 0)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected override void RequireInput(Variable<T> input)
    {
        if (input.Shape.Rank is not (2 or 3) || input.Shape[-1] != Channels)
        {
            throw new ArgumentException(
                $"{Name} takes [examples, {Channels}], or [tasks, examples, {Channels}], got {input.Shape}.", nameof(input));
        }
    }
}
