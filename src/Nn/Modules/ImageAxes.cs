using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The axes that layers on images share: [images, channels, height, width], or [tasks, images, ...].</summary>
internal static class ImageAxes
{
    /// <summary>Throws unless the input holds images, with the given number of channels if there is one.</summary>
    public static void Require<T>(string layer, Variable<T> input, int? channels = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = input.Shape;
        if (shape.Rank is not (4 or 5) || (channels is { } count && shape[-3] != count))
        {
            string expected =
                $"images, {channels?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "channels"}, height, width]";
            throw new ArgumentException($"{layer} takes [{expected}, or [tasks, {expected}, got {shape}.", nameof(input));
        }
    }

    /// <summary>A kernel in a message: one number where it is square.</summary>
    public static string KernelWords((int Height, int Width) kernel)
        => kernel.Height == kernel.Width
            ? FormattableString.Invariant($"{kernel.Height}")
            : FormattableString.Invariant($"{kernel.Height} x {kernel.Width}");

    /// <summary>Throws if data and parameters are of different numbers of tasks.</summary>
    /// <param name="layer">The layer in words.</param>
    /// <param name="input">The data.</param>
    /// <param name="exampleRank">The number of axes of one example.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="specifications">Their specifications, in the same order.</param>
    public static void RequireTasks<T>(
        string layer, Variable<T> input, int exampleRank, ReadOnlySpan<Variable<T>> parameters,
        ReadOnlySpan<ParameterSpecification<T>> specifications)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = input.Shape;
        for (int k = 0; k < parameters.Length && shape.Rank == exampleRank + 2; k++)
        {
            Shape own = parameters[k].Shape;
            if (own.Rank > specifications[k].Shape.Rank && own[0] != shape[0])
            {
                throw new ArgumentException(
                    $"The parameters of {layer} are those of {own[0]} tasks and the input {shape} is of {shape[0]}: give every " +
                    "task its own, or leave out the task axis of what all share.",
                    nameof(input));
            }
        }
    }

    /// <summary>[channels] or [tasks, channels] with axes of size 1 where it is the same for all, so that it broadcasts against the
    /// data.</summary>
    /// <param name="values">A number for each channel.</param>
    /// <param name="placeAxes">The number of axes behind the channels: 2 for images, 0 for features.</param>
    public static Variable<T> PerChannel<T>(Variable<T> values, int placeAxes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = values.Shape;
        return (shape.Rank, placeAxes) switch
        {
            (1, 0) => values,
            (1, _) => values.Reshape([shape[0], 1, 1]),
            (_, 0) => values.Reshape([shape[0], 1, shape[1]]),
            _ => values.Reshape([shape[0], 1, shape[1], 1, 1]),
        };
    }
}
