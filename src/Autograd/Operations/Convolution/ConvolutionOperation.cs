using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// What convolution and its two transposes share. All three come from one form that is linear in each of image x, kernel w and result y:
/// F(x, w, y) = sum of y[o, p] w[o, c, k] x[c, p * stride + k * dilation - padding]. Each is the gradient of F by one of the three, so that
/// the derivative of each by either of its inputs is one of the other two: the set is closed.
/// </summary>
/// <remarks>Inside, images are [tasks, images, channels, height, width] and kernels [tasks or 1, out, channels / groups, height,
/// width].</remarks>
internal abstract class ConvolutionOperation<T>(ConvolutionGeometry geometry) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected ConvolutionGeometry Geometry { get; } = geometry;

    /// <summary>A multiplication and an addition for each element of the result and each element of a kernel that it meets.</summary>
    protected static long Products(Shape result, Shape kernel) => 2L * result.ElementCount * kernel[-1] * kernel[-2] * kernel[-3];

    public sealed override void Vjp(VjpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Needs(input))
            {
                context.Add(input, Partial(input, context.Cotangent, context.Input(0), context.Input(1)));
            }
        }
    }

    public sealed override void Jvp(JvpContext<T> context)
    {
        Tape<T> tape = context.Output.Tape;
        if (context.Has(0))
        {
            context.Add(tape.Apply(this, context.Tangent(0), context.Input(1)));
        }

        if (context.Has(1))
        {
            context.Add(tape.Apply(this, context.Input(0), context.Tangent(1)));
        }
    }

    /// <summary>The geometry, for one of the three kinds.</summary>
    protected OperationDescription Describe(string kind) => new OperationDescription(kind)
        .With("strides", [Geometry.StrideY, Geometry.StrideX]).With("paddings", [Geometry.PaddingY, Geometry.PaddingX])
        .With("dilations", [Geometry.DilationY, Geometry.DilationX]).With("groups", Geometry.Groups);

    /// <summary>The transpose in one input, applied to the cotangent.</summary>
    protected abstract Variable<T> Partial(int input, Variable<T> cotangent, Variable<T> first, Variable<T> second);

    protected Variable<T> Convolve(Variable<T> image, Variable<T> kernel)
        => image.Tape.Apply(new ConvolveOperation<T>(Geometry), image, kernel);

    protected Variable<T> ToImage(Variable<T> result, Variable<T> kernel, Shape image)
        => result.Tape.Apply(new ConvolveToImageOperation<T>(Geometry, image), result, kernel);

    protected Variable<T> ToKernel(Variable<T> image, Variable<T> result, Shape kernel)
        => image.Tape.Apply(new ConvolveToKernelOperation<T>(Geometry, kernel), image, result);
}
