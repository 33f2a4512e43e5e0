using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The transpose of convolution in the kernel: w[o, c, k] = sum over images and p of y[o, p] x[c, p * stride + k * dilation -
/// padding]. The sum goes over the images, and over the tasks where the kernels are shared.</summary>
internal sealed class ConvolveToKernelOperation<T>(ConvolutionGeometry geometry, Shape kernelShape) : ConvolutionOperation<T>(geometry)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestOuts = 16;

    public override string Name => $"convolve to kernel {kernelShape}";

    internal override object? Constants => (Geometry, kernelShape);

    internal override OperationDescription? Description => Describe("convolve to kernel");

    internal override long OperationCount(OperandShapes inputs, Shape output) => Products(inputs[1], output);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Geometry.Validate(inputs[0], kernelShape);
        Shape expected = Geometry.Output(inputs[0], kernelShape);
        return inputs[1] == expected
            ? kernelShape
            : throw new ArgumentException(
                $"The convolution of an image {inputs[0]} to kernels {kernelShape} takes {expected}, got {inputs[1]}.");
    }

    internal override TileForm<T>? Tiles(OperandShapes inputs, Shape output) => OneChannel(inputs[0])?.GradientTiles(inputs[1], output);

    /// <summary>How it goes plane by plane, or null where it does not.</summary>
    private OneChannelConvolution<T>? OneChannel(Shape image) => OneChannelConvolution<T>.Of(Geometry, image, kernelShape);

    public override int ScratchLength(OperandShapes inputs, Shape output)
    {
        if (OneChannel(inputs[0]) is { } planes)
        {
            return planes.PaddedLength;
        }

        Correlation form = new(Geometry, inputs[0], kernelShape, false);
        if (form.FitsChannelsLast)
        {
            return new ChannelsLastKernelGradient<T>(
                form, new ConvolutionBlocks(Geometry, inputs[0], kernelShape).ImagesOfKernels).ScratchLength;
        }

        ImagePatches patches = new(Geometry, inputs[0], kernelShape);
        int outs = kernelShape[1] / Geometry.Groups;
        return checked(TakesTurned(outs, patches)
            ? ((patches.PatchLength + outs) * patches.PlacesAtOnce) + (patches.PatchLength * outs)
            : patches.PatchLength * patches.PlacesAtOnce);
    }

    public override unsafe void Compute(ComputeContext<T> context)
    {
        ConvolutionBlocks blocks = new(Geometry, context.InputShape(0), kernelShape);
        fixed (T* image = context.Input(0))
        fixed (T* kernels = context.Output)
        fixed (T* result = context.Input(1))
        fixed (T* room = context.Scratch)
        {
            if (OneChannel(context.InputShape(0)) is { } planes)
            {
                context.Output.Clear();
                for (int piece = 0; piece < blocks.Count; piece++)
                {
                    planes.Pad(image + blocks.Image(piece), room);
                    planes.AddToKernels(room, result + blocks.Result(piece), kernels + blocks.Kernel(piece), blocks.KernelsInGroup);
                }

                return;
            }

            Correlation form = new(Geometry, context.InputShape(0), kernelShape, false);
            if (form.FitsChannelsLast)
            {
                ChannelsLastKernelGradient<T> gradient = new(form, blocks.ImagesOfKernels);
                for (int group = 0; group < blocks.KernelGroups; group++)
                {
                    gradient.Compute(
                        image + blocks.GroupImage(group), blocks.ImageStep, result + blocks.GroupResult(group), blocks.ResultStep,
                        kernels + blocks.GroupKernels(group), room);
                }

                return;
            }

            ImagePatches patches = new(Geometry, context.InputShape(0), kernelShape);
            context.Output.Clear();
            for (int group = 0; group < blocks.KernelGroups && blocks.ImagesOfKernels > 0; group++)
            {
                if (TakesTurned(blocks.KernelsInGroup, patches))
                {
                    Turned(
                        blocks, patches, image + blocks.GroupImage(group), result + blocks.GroupResult(group),
                        kernels + blocks.GroupKernels(group), room);
                }
                else
                {
                    Plain(
                        blocks, patches, image + blocks.GroupImage(group), result + blocks.GroupResult(group),
                        kernels + blocks.GroupKernels(group), room);
                }
            }
        }
    }

    // Which side of the product has the rows that fill vectors.
    private static bool TakesTurned(int outs, in ImagePatches patches) => outs >= FewestOuts && patches.PatchLength < outs;

    // w = y x patches: [out, places] x [places, element].
    private static unsafe void Plain(in ConvolutionBlocks blocks, in ImagePatches patches, T* image, T* result, T* kernels, T* room)
    {
        for (int k = 0; k < blocks.ImagesOfKernels; k++, image += blocks.ImageStep, result += blocks.ResultStep)
        {
            for (int row = 0; row < patches.Rows; row += patches.RowsAtOnce)
            {
                (int first, int count) = patches.Places(row);
                patches.ReadByPlace(image, row, room);
                MatrixProduct.Multiply(
                    blocks.KernelsInGroup, patches.PatchLength, count, result + first, patches.Count, 1, room, patches.PatchLength, kernels,
                    accumulate: true);
            }
        }
    }

    // w' = patches x y': [element, places] x [places, out].
    private static unsafe void Turned(in ConvolutionBlocks blocks, in ImagePatches patches, T* image, T* result, T* kernels, T* room)
    {
        (int length, int outs) = (patches.PatchLength, blocks.KernelsInGroup);
        T* turned = room + (length * patches.PlacesAtOnce);
        T* sums = turned + (outs * patches.PlacesAtOnce);
        Lines.Clear(sums, length * outs);
        for (int k = 0; k < blocks.ImagesOfKernels; k++, image += blocks.ImageStep, result += blocks.ResultStep)
        {
            for (int row = 0; row < patches.Rows; row += patches.RowsAtOnce)
            {
                (int first, int count) = patches.Places(row);
                patches.ReadByElement(image, row, room);
                MatrixTranspose.Transpose(result + first, patches.Count, outs, count, turned, outs);
                MatrixProduct.Multiply(length, outs, count, room, count, 1, turned, outs, sums, accumulate: true);
            }
        }

        MatrixTranspose.Transpose(sums, length, outs, kernels);
    }

    protected override Variable<T> Partial(int input, Variable<T> cotangent, Variable<T> first, Variable<T> second)
        => input == 0 ? ToImage(second, cotangent, first.Shape) : Convolve(first, cotangent);
}
