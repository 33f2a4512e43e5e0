using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The transpose of convolution in the kernel: w[o, c, k] = sum over images and p of y[o, p] x[c, p * stride + k * dilation - padding].
/// The sum goes over the images in order, and over the tasks where the kernels are shared.</summary>
internal sealed class ConvolveToKernelOperation<T>(ConvolutionGeometry geometry, Shape kernelShape) : ConvolutionOperation<T>(geometry)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"convolve to kernel {kernelShape}";

    internal override object? Constants => (Geometry, kernelShape);

    public override Shape OutputShape(OperandShapes inputs)
    {
        Geometry.Validate(inputs[0], kernelShape);
        Shape expected = Geometry.Output(inputs[0], kernelShape);
        return inputs[1] == expected
            ? kernelShape
            : throw new ArgumentException($"The convolution of an image {inputs[0]} to kernels {kernelShape} takes {expected}, got {inputs[1]}.");
    }

    public override int ScratchLength(OperandShapes inputs, Shape output)
    {
        Correlation form = new(Geometry, inputs[0], kernelShape, false);
        if (form.FitsChannelsLast)
        {
            return new ChannelsLastKernelGradient<T>(form, new ConvolutionBlocks(Geometry, inputs[0], kernelShape).ImagesOfKernels).ScratchLength;
        }

        ImagePatches patches = new(Geometry, inputs[0], kernelShape);
        return checked(patches.PatchLength * patches.Count);
    }

    public override unsafe void Compute(ComputeContext<T> context)
    {
        ImagePatches patches = new(Geometry, context.InputShape(0), kernelShape);
        ConvolutionBlocks blocks = new(Geometry, context.InputShape(0), kernelShape);
        fixed (T* image = context.Input(0))
        fixed (T* kernels = context.Output)
        fixed (T* result = context.Input(1))
        fixed (T* room = context.Scratch)
        {
            Correlation form = new(Geometry, context.InputShape(0), kernelShape, false);
            if (form.FitsChannelsLast)
            {
                ChannelsLastKernelGradient<T> gradient = new(form, blocks.ImagesOfKernels);
                for (int group = 0; group < blocks.KernelGroups; group++)
                {
                    gradient.Compute(
                        image + blocks.GroupImage(group), blocks.ImageStep, result + blocks.GroupResult(group), blocks.ResultStep, kernels + blocks.GroupKernels(group), room);
                }

                return;
            }

            context.Output.Clear();
            for (int piece = 0; piece < blocks.Count; piece++)
            {
                patches.ReadByPlace(image + blocks.Image(piece), room);
                MatrixProduct.Multiply(
                    blocks.KernelsInGroup, patches.PatchLength, patches.Count, result + blocks.Result(piece), patches.Count, 1, room, patches.PatchLength, kernels + blocks.Kernel(piece), !blocks.MeetsKernelsFirst(piece));
            }
        }
    }

    protected override Variable<T> Partial(int input, Variable<T> cotangent, Variable<T> first, Variable<T> second)
        => input == 0 ? ToImage(second, cotangent, first.Shape) : Convolve(first, cotangent);
}
