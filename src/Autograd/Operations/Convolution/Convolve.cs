using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>y[o, p] = sum over c and k of w[o, c, k] x[c, p * stride + k * dilation - padding]: the convolution of neural nets, which is a
/// correlation.</summary>
internal sealed class ConvolveOperation<T>(ConvolutionGeometry geometry) : ConvolutionOperation<T>(geometry)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "convolve";

    internal override object? Constants => Geometry;

    internal override OperationDescription? Description => Describe("convolve");

    internal override long OperationCount(OperandShapes inputs, Shape output) => Products(output, inputs[1]);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Geometry.Validate(inputs[0], inputs[1]);
        return Geometry.Output(inputs[0], inputs[1]);
    }

    internal override TileForm<T>? Tiles(OperandShapes inputs, Shape output)
        => OneChannel(inputs[0], inputs[1])?.ConvolvingTiles(inputs[1], output);

    /// <summary>How it goes plane by plane, or null where it does not.</summary>
    private OneChannelConvolution<T>? OneChannel(Shape image, Shape kernel) => OneChannelConvolution<T>.Of(Geometry, image, kernel);

    public override int ScratchLength(OperandShapes inputs, Shape output)
    {
        if (OneChannel(inputs[0], inputs[1]) is { } planes)
        {
            return planes.PaddedLength;
        }

        Correlation form = new(Geometry, inputs[0], inputs[1], false);
        if (form.FitsChannelsLast)
        {
            return new ChannelsLastCorrelation<T>(
                form, new ConvolutionBlocks(Geometry, inputs[0], inputs[1]).ImagesOfKernels).ScratchLength;
        }

        ImagePatches patches = new(Geometry, inputs[0], inputs[1]);
        return checked((patches.PatchLength * patches.PlacesAtOnce)
            + MatrixProduct.ScratchLength<T>(inputs[1][1] / Geometry.Groups, patches.PlacesAtOnce, patches.PatchLength, false));
    }

    public override unsafe void Compute(ComputeContext<T> context)
    {
        ConvolutionBlocks blocks = new(Geometry, context.InputShape(0), context.InputShape(1));
        fixed (T* image = context.Input(0))
        fixed (T* kernels = context.Input(1))
        fixed (T* result = context.Output)
        fixed (T* room = context.Scratch)
        {
            if (OneChannel(context.InputShape(0), context.InputShape(1)) is { } planes)
            {
                for (int piece = 0; piece < blocks.Count; piece++)
                {
                    planes.Pad(image + blocks.Image(piece), room);
                    planes.Convolve(room, kernels + blocks.Kernel(piece), result + blocks.Result(piece), blocks.KernelsInGroup);
                }

                return;
            }

            Correlation form = new(Geometry, context.InputShape(0), context.InputShape(1), false);
            if (form.FitsChannelsLast)
            {
                ChannelsLastCorrelation<T> correlation = new(form, blocks.ImagesOfKernels);
                for (int group = 0; group < blocks.KernelGroups; group++)
                {
                    correlation.Compute(
                        image + blocks.GroupImage(group), blocks.ImageStep, kernels + blocks.GroupKernels(group),
                        result + blocks.GroupResult(group), blocks.ResultStep, room);
                }

                return;
            }

            ImagePatches patches = new(Geometry, context.InputShape(0), context.InputShape(1));
            for (int piece = 0; piece < blocks.Count; piece++)
            {
                for (int row = 0; row < patches.Rows; row += patches.RowsAtOnce)
                {
                    (int first, int count) = patches.Places(row);
                    patches.ReadByElement(image + blocks.Image(piece), row, room);
                    MatrixProduct.Multiply(
                        blocks.KernelsInGroup, count, patches.PatchLength, kernels + blocks.Kernel(piece), patches.PatchLength, 1, room,
                        count, 1,
                        result + blocks.Result(piece) + first, patches.Count, room + (patches.PatchLength * patches.PlacesAtOnce));
                }
            }
        }
    }

    protected override Variable<T> Partial(int input, Variable<T> cotangent, Variable<T> first, Variable<T> second)
        => input == 0 ? ToImage(cotangent, second, first.Shape) : ToKernel(first, cotangent, second.Shape);
}

public readonly partial struct Variable<T>
{
    /// <summary>Two-dimensional convolution: y[o, p] = sum over c and k of w[o, c, k] x[c, p * stride + k * dilation - padding].</summary>
    /// <param name="kernel">w: [out, channels / groups, height, width], or [tasks, ...] with kernels of each task's own.</param>
    /// <param name="geometry">Stride, padding, dilation and groups; by default 1, 0, 1 and 1.</param>
    /// <returns>[images, out, rows, columns], with the task axis in front where image or kernel has one; rows = (height + 2 padding -
    /// dilation (kernel height - 1) - 1) / stride + 1, rounded down.</returns>
    /// <remarks>This is x: [images, channels, height, width], or [tasks, images, ...]. Bilinear: the derivatives are the two transposes,
    /// whose derivatives are convolutions again. Cost: 2 * kernel length * out operations for each place; 3 x 3 kernels with 16 channels or
    /// more on both sides take up to four times fewer at stride 1 by Winograd's F(4 x 4, 3 x 3), and up to 1.8 times fewer at stride 2 with
    /// a padding of one and 800 places or more for the same kernels, so that there last bits depend on the number of images. Its sums and
    /// differences of neighbours round a few times more: the errors are about twice those of the plain sums, relative to the largest terms,
    /// and an infinity spreads as NaN to all of the tiles of up to 4 x 4 results that read it. Scratch memory does not grow with the number
    /// of images.</remarks>
    /// <exception cref="ArgumentException">The shapes don't fit each other or the geometry.</exception>
    public Variable<T> Convolve(Variable<T> kernel, ConvolutionGeometry? geometry = null)
    {
        Tape.IndexOf(kernel);
        int start = Tape.Count;
        try
        {
            (Variable<T> image, Variable<T> kernels, bool tasks) = ConvolutionOperands("Convolve", "image", this, kernel);
            Variable<T> result = Tape.Apply(new ConvolveOperation<T>(geometry ?? ConvolutionGeometry.Square()), image, kernels);
            return WithoutAddedAxis(result, tasks);
        }
        catch
        {
            // Channels and geometry are checked on the views with all axes; they go with the refusal.
            Tape.Truncate(start);
            throw;
        }
    }

    /// <summary>Brings an array of images and kernels to five axes: [tasks, images, channels, height, width] and [tasks or 1,
    /// ...].</summary>
    private static (Variable<T> Images, Variable<T> Kernels, bool HasTaskAxis) ConvolutionOperands(
        string name, string what, Variable<T> images, Variable<T> kernel)
    {
        int rank = images.Shape.Rank;
        int kernelRank = kernel.Shape.Rank;
        if (rank is not (4 or 5) || kernelRank is not (4 or 5) || (rank == 5 && kernelRank == 5 && images.Shape[0] != kernel.Shape[0]))
        {
            throw new ArgumentException(
                $"{name} takes {what}s [images, channels, height, width] and kernels [out, channels, height, width], each " +
                $"with the same task axis in front or without, got {images.Shape} and {kernel.Shape}.");
        }

        if (kernelRank == 5)
        {
            Variable<T> each = rank == 5 ? images : images.BroadcastTo(images.Shape.Prepend(kernel.Shape[0]));
            return (each, kernel, true);
        }

        // Shared kernels: to them the images of all tasks are so many images.
        int count = images.Shape.ElementCount / Math.Max(1, images.Shape[-1] * images.Shape[-2] * images.Shape[-3]);
        return (images.InsertAxis(0).Shaped([1, count, .. images.Shape.Sizes[^3..]]), kernel.InsertAxis(0), false);
    }

    private Variable<T> WithoutAddedAxis(Variable<T> result, bool hasTaskAxis)
    {
        Shape shape = result.Shape;
        return hasTaskAxis ? result : result.Shaped(Shape.Create([.. Shape.Sizes[..^3], .. shape.Sizes[^3..]]));
    }
}
