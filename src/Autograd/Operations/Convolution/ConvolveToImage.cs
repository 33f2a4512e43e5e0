using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The transpose of convolution in the image: x[c, q] = sum over o and k of w[o, c, k] y[o, p] with q = p * stride + k * dilation
/// - padding.</summary>
internal sealed class ConvolveToImageOperation<T>(ConvolutionGeometry geometry, Shape imageShape) : ConvolutionOperation<T>(geometry)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"convolve to image {imageShape}";

    internal override object? Constants => (Geometry, imageShape);

    internal override OperationDescription? Description => Describe("convolve to image");

    internal override long OperationCount(OperandShapes inputs, Shape output) => Products(inputs[0], inputs[1]);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Geometry.Validate(imageShape, inputs[1]);
        Shape expected = Geometry.Output(imageShape, inputs[1]);
        return inputs[0] == expected
            ? imageShape
            : throw new ArgumentException(
                $"The transposed convolution to an image {imageShape} with kernels {inputs[1]} takes {expected}, got {inputs[0]}.");
    }

    public override int ScratchLength(OperandShapes inputs, Shape output)
    {
        Correlation form = new(Geometry, imageShape, inputs[1], true);
        if (form.FitsChannelsLast)
        {
            return new ChannelsLastCorrelation<T>(
                form, new ConvolutionBlocks(Geometry, imageShape, inputs[1]).ImagesOfKernels).ScratchLength;
        }

        ImagePatches patches = new(Geometry, imageShape, inputs[1]);
        return checked(patches.PatchLength * patches.PlacesAtOnce);
    }

    public override unsafe void Compute(ComputeContext<T> context)
    {
        ImagePatches patches = new(Geometry, imageShape, context.InputShape(1));
        ConvolutionBlocks blocks = new(Geometry, imageShape, context.InputShape(1));
        fixed (T* image = context.Output)
        fixed (T* kernels = context.Input(1))
        fixed (T* result = context.Input(0))
        fixed (T* room = context.Scratch)
        {
            Correlation form = new(Geometry, imageShape, context.InputShape(1), true);
            if (form.FitsChannelsLast)
            {
                ChannelsLastCorrelation<T> correlation = new(form, blocks.ImagesOfKernels);
                for (int group = 0; group < blocks.KernelGroups; group++)
                {
                    correlation.Compute(
                        result + blocks.GroupResult(group), blocks.ResultStep, kernels + blocks.GroupKernels(group),
                        image + blocks.GroupImage(group), blocks.ImageStep, room);
                }

                return;
            }

            context.Output.Clear();
            for (int piece = 0; piece < blocks.Count; piece++)
            {
                for (int row = 0; row < patches.Rows; row += patches.RowsAtOnce)
                {
                    (int first, int count) = patches.Places(row);
                    MatrixProduct.Multiply(
                        patches.PatchLength, count, blocks.KernelsInGroup, kernels + blocks.Kernel(piece), 1, patches.PatchLength,
                        result + blocks.Result(piece) + first, patches.Count, room);
                    patches.AddByElement(room, row, image + blocks.Image(piece));
                }
            }
        }
    }

    protected override Variable<T> Partial(int input, Variable<T> cotangent, Variable<T> first, Variable<T> second)
        => input == 0 ? Convolve(cotangent, second) : ToKernel(cotangent, first, second.Shape);
}

public readonly partial struct Variable<T>
{
    /// <summary>Transposed two-dimensional convolution: the adjoint of <see cref="Convolve"/> in the image, which spreads each number of
    /// the result over the patch that it came from.</summary>
    /// <param name="kernel">[channels of this, channels of the result / groups, height, width], as it is for the convolution; or with a
    /// task axis.</param>
    /// <param name="height">The height of the result: one of those that convolve to this height.</param>
    /// <param name="width">The width of the result.</param>
    /// <param name="geometry">The geometry of the convolution.</param>
    /// <returns>[images, channels, height, width], with the task axis in front where there is one.</returns>
    /// <exception cref="ArgumentException">The shapes don't fit each other or the geometry.</exception>
    public Variable<T> ConvolveTransposed(Variable<T> kernel, int height, int width, ConvolutionGeometry? geometry = null)
    {
        ConvolutionGeometry used = geometry ?? ConvolutionGeometry.Square();
        Tape.IndexOf(kernel);
        int start = Tape.Count;
        try
        {
            (Variable<T> results, Variable<T> kernels, bool tasks) = ConvolutionOperands("ConvolveTransposed", "array", this, kernel);
            Shape image = [results.Shape[0], results.Shape[1], kernels.Shape[2] * used.Groups, height, width];
            return WithoutAddedAxis(Tape.Apply(new ConvolveToImageOperation<T>(used, image), results, kernels), tasks);
        }
        catch
        {
            Tape.Truncate(start);
            throw;
        }
    }
}
