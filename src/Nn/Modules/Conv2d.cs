using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y[o, p] = sum over c and k of weight[o, c, k] x[c, p * stride + k * dilation - padding], plus bias[o].</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x [images, in, height, width]; weight [out, in / groups, kernel, kernel], bias [out]; y [images, out, rows, columns] with rows =
/// (height + 2 padding - dilation (kernel - 1) - 1) / stride + 1, rounded down. With a task axis: x [tasks, images, ...], weight [tasks,
/// out, ...], bias [tasks, out]; then each task has its own weights, and x [images, ...] is shared by all. Bilinear in x and weight. Cost:
/// 2 * in / groups * kernel * kernel * out operations for each place. Names and layout as in PyTorch: <c>weight</c>, <c>bias</c>.
/// </remarks>
public sealed class Conv2d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the layer.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="kernel">The height and width of the kernel.</param>
    /// <param name="geometry">Stride, padding, dilation and groups; by default 1, 0, 1 and 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default He, uniform, which suits ReLU.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The channels don't divide by the groups.</exception>
    public Conv2d(
        int inChannels,
        int outChannels,
        int kernel,
        ConvolutionGeometry? geometry = null,
        bool bias = true,
        Initializer<T>? weightInitializer = null,
        Initializer<T>? biasInitializer = null)
        : this(inChannels, outChannels, (kernel, kernel), geometry, bias, weightInitializer, biasInitializer)
    {
    }

    /// <summary>Describes a layer whose kernel has a height and a width of its own.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="kernel">The height and width of the kernel.</param>
    /// <param name="geometry">Stride, padding, dilation and groups; by default 1, 0, 1 and 1.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default He, uniform, which suits ReLU.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The channels don't divide by the groups.</exception>
    public Conv2d(
        int inChannels,
        int outChannels,
        (int Height, int Width) kernel,
        ConvolutionGeometry? geometry = null,
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

        InChannels = inChannels;
        OutChannels = outChannels;
        Kernel = kernel;
        ParameterSpecification<T> weight = new(
            "weight",
            [outChannels, inChannels / Geometry.Groups, kernel.Height, kernel.Width],
            weightInitializer ?? Initializers.HeUniform<T>());
        _parameters = bias ? [weight, new("bias", [outChannels], biasInitializer ?? Initializers.Constant(T.Zero))] : [weight];
    }

    /// <summary>The number of channels in.</summary>
    public int InChannels { get; }

    /// <summary>The number of channels out.</summary>
    public int OutChannels { get; }

    /// <summary>The height and width of the kernel.</summary>
    public (int Height, int Width) Kernel { get; }

    /// <summary>Stride, padding, dilation and groups.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <inheritdoc/>
    protected override string Settings
        => FormattableString.Invariant($"stride {Geometry.StrideY}x{Geometry.StrideX}, padding {Geometry.PaddingY}x{Geometry.PaddingX}, ")
            + FormattableString.Invariant($"dilation {Geometry.DilationY}x{Geometry.DilationX}, groups {Geometry.Groups}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        string layer = $"Conv2d({InChannels}, {OutChannels}, {ImageAxes.KernelWords(Kernel)})";
        ImageAxes.Require(layer, input, InChannels);
        ImageAxes.RequireTasks(layer, input, 3, parameters, _parameters);
        Variable<T> output = input.Convolve(parameters[0], Geometry);
        return parameters.Length > 1 ? output + ImageAxes.PerChannel(parameters[1], 2) : output;
    }
}
