using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y[o, q] = sum over c, p and k with q = p * stride + k * dilation - padding of weight[c, o, k] x[c, p], plus bias[o]: the
/// transpose of <see cref="Conv2d{T}"/> in the image, which makes images larger.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x [images, in, height, width]; weight [in, out / groups, kernel, kernel], bias [out]; y [images, out, rows, columns] with rows =
/// (height - 1) stride - 2 padding + dilation (kernel - 1) + 1 + outputPadding. With a task axis: x [tasks, images, ...], weight [tasks,
/// in, ...], bias [tasks, out]; then each task has its own weights, and x [images, ...] is shared by all. Bilinear in x and weight. Cost: 2
/// * in * out / groups * kernel * kernel operations for each place of x. Names and layout as in PyTorch: <c>weight</c>, <c>bias</c>.
/// Source: V. Dumoulin and F. Visin, A guide to convolution arithmetic for deep learning, 2016, section 4.
/// </remarks>
public sealed class ConvTranspose2d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the layer.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="kernel">The height and width of the kernel.</param>
    /// <param name="geometry">Stride, padding, dilation and groups of the convolution whose transpose this is; by default 1, 0, 1 and
    /// 1.</param>
    /// <param name="outputPadding">Rows below and columns to the right that the convolution would not see: fewer than its stride or its
    /// dilation. They tell apart the sizes that the convolution takes to the same.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default uniform on [-a, a) with a = sqrt(6 groups / (in kernel^2)), He's
    /// for the numbers that come to a place in strides of 1.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the output padding does not fit.</exception>
    /// <exception cref="ArgumentException">The channels don't divide by the groups.</exception>
    public ConvTranspose2d(
        int inChannels,
        int outChannels,
        int kernel,
        ConvolutionGeometry? geometry = null,
        int outputPadding = 0,
        bool bias = true,
        Initializer<T>? weightInitializer = null,
        Initializer<T>? biasInitializer = null)
        : this(inChannels, outChannels, (kernel, kernel), geometry, outputPadding, bias, weightInitializer, biasInitializer)
    {
    }

    /// <summary>Describes a layer whose kernel has a height and a width of its own.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="kernel">The height and width of the kernel.</param>
    /// <param name="geometry">Stride, padding, dilation and groups of the convolution whose transpose this is; by default 1, 0, 1 and
    /// 1.</param>
    /// <param name="outputPadding">Rows below and columns to the right that the convolution would not see: fewer than its stride or its
    /// dilation. They tell apart the sizes that the convolution takes to the same.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default uniform on [-a, a) with a = sqrt(6 groups / (in height width)),
    /// He's for the numbers that come to a place in strides of 1.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the output padding does not fit.</exception>
    /// <exception cref="ArgumentException">The channels don't divide by the groups.</exception>
    public ConvTranspose2d(
        int inChannels,
        int outChannels,
        (int Height, int Width) kernel,
        ConvolutionGeometry? geometry = null,
        int outputPadding = 0,
        bool bias = true,
        Initializer<T>? weightInitializer = null,
        Initializer<T>? biasInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel.Height, 1, nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel.Width, 1, nameof(kernel));
        Geometry = geometry ?? ConvolutionGeometry.Square();
        if (Geometry.Groups < 1 || inChannels % Geometry.Groups != 0 || outChannels % Geometry.Groups != 0)
        {
            throw new ArgumentException(
                $"The channels in and out divide by the number of groups, got {inChannels} and {outChannels} channels " +
                    $"in {Geometry.Groups} groups.", nameof(geometry));
        }

        if (outputPadding < 0 || outputPadding >= Math.Max(Geometry.StrideY, Geometry.DilationY)
            || outputPadding >= Math.Max(Geometry.StrideX, Geometry.DilationX))
        {
            throw new ArgumentOutOfRangeException(
                nameof(outputPadding),
                $"The output padding is 0 or more and below the stride or the dilation, got {outputPadding} with {Geometry}.");
        }

        (InChannels, OutChannels, Kernel, OutputPadding) = (inChannels, outChannels, kernel, outputPadding);
        double bound = Math.Sqrt(6.0 * Geometry.Groups / ((double)inChannels * kernel.Height * kernel.Width));
        ParameterSpecification<T> weight = new(
            "weight",
            [inChannels, outChannels / Geometry.Groups, kernel.Height, kernel.Width],
            weightInitializer ?? Initializers.Uniform<T>(-bound, bound));
        _parameters = bias ? [weight, new("bias", [outChannels], biasInitializer ?? Initializers.Constant(T.Zero))] : [weight];
    }

    /// <summary>The number of channels in.</summary>
    public int InChannels { get; }

    /// <summary>The number of channels out.</summary>
    public int OutChannels { get; }

    /// <summary>The height and width of the kernel.</summary>
    public (int Height, int Width) Kernel { get; }

    /// <summary>Rows below and columns to the right that the convolution would not see.</summary>
    public int OutputPadding { get; }

    /// <summary>Stride, padding, dilation and groups of the convolution whose transpose this is.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <inheritdoc/>
    protected override string Settings => $"{Geometry}, output padding {OutputPadding}";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        string layer = $"ConvTranspose2d({InChannels}, {OutChannels}, {ImageAxes.KernelWords(Kernel)})";
        ImageAxes.Require(layer, input, InChannels);
        ImageAxes.RequireTasks(layer, input, 3, parameters, _parameters);
        int rows = Size(input.Shape[-2], Kernel.Height, Geometry.StrideY, Geometry.PaddingY, Geometry.DilationY);
        int columns = Size(input.Shape[-1], Kernel.Width, Geometry.StrideX, Geometry.PaddingX, Geometry.DilationX);
        if (rows < 1 || columns < 1)
        {
            throw new ArgumentException(
                $"{layer} with {Geometry} makes {rows} rows and {columns} columns of {input.Shape}: take less padding.", nameof(input));
        }

        Variable<T> output = input.ConvolveTransposed(parameters[0], rows, columns, Geometry);
        return parameters.Length > 1 ? output + ImageAxes.PerChannel(parameters[1], 2) : output;
    }

    private int Size(int size, int kernel, int stride, int padding, int dilation)
        => ((size - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + 1 + OutputPadding;
}
