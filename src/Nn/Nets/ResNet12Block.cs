using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A block of the few-shot ResNet-12: y = pool(activation(bn3(conv3(activation(bn2(conv2(activation(bn1(conv1(x)))))))) +
/// downsample(x))), with 3 x 3 convolutions without bias, leaky ReLU of slope 0.1, a shortcut of a 1 x 1 convolution and batch
/// normalization, and 2 x 2 max pooling.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: x [images, in, height, width], y [images, out, height / 2, width / 2], rounded down. With a task axis: x [tasks,
/// images, ...], parameters [tasks, ...]; x without it is shared by all tasks. Names and layouts are those of the PyTorch nets of the
/// papers: <c>conv1.weight</c>, <c>bn1.weight</c>, <c>bn1.bias</c>, ..., <c>downsample.0.weight</c>, <c>downsample.1.weight</c>,
/// <c>downsample.1.bias</c>. Convolutions start normal with variance 2 / fan_out, as there. Sources: see
/// <see cref="PaperNets.ResNet12{T}"/>.</remarks>
public sealed class ResNet12Block<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Slope = 0.1;

    private readonly (string Name, Module<T> Module)[] _parts;
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ParameterSpecification<T>[] _statistics;

    /// <summary>Describes the block.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public ResNet12Block(int inChannels, int outChannels, NormalizationPolicy? policy = null)
    {
        Initializer<T> initializer = new FanScaledInitializer<T>(static fans => 2.0 / fans.Out, normal: true);
        List<(string Name, Module<T> Module)> parts = [];
        for (int k = 1; k <= 3; k++)
        {
            int from = k == 1 ? inChannels : outChannels;
            parts.Add(($"conv{k}", new Conv2d<T>(from, outChannels, 3, ConvolutionGeometry.Square(padding: 1), bias: false, initializer)));
            parts.Add(($"bn{k}", new BatchNorm2d<T>(outChannels, policy)));
        }

        Sequential<T> downsample = new(
            new Conv2d<T>(inChannels, outChannels, 1, bias: false, weightInitializer: initializer),
            new BatchNorm2d<T>(outChannels, policy));
        parts.Add(("downsample", downsample));
        (InChannels, OutChannels) = (inChannels, outChannels);
        _parts = [.. parts];
        _parameters = [.. _parts.SelectMany(static part => Named(part.Name, part.Module.Parameters))];
        _statistics = [.. _parts.SelectMany(static part => Named(part.Name, part.Module.Statistics))];
    }

    /// <summary>The number of channels in.</summary>
    public int InChannels { get; }

    /// <summary>The number of channels out.</summary>
    public int OutChannels { get; }

    /// <inheritdoc/>
    public override string Description => $"ResNet12Block({string.Join(", ", _parts.Select(static part => part.Module.Description))})";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Statistics => _statistics;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ImageAxes.Require($"ResNet12Block({InChannels}, {OutChannels})", input, InChannels);
        T slope = T.CreateChecked(Slope);
        Variable<T> value = input;
        for (int place = 0; place < _parts.Length - 1; place++)
        {
            (string name, Module<T> module) = _parts[place];
            value = module.Compute(parameters[..module.Parameters.Count], value, pass.Under(name));
            parameters = parameters[module.Parameters.Count..];

            // Behind the first two normalizations: the third is added to the shortcut before.
            value = place is 1 or 3 ? value.LeakyRelu(slope) : value;
        }

        Variable<T> shortcut = _parts[^1].Module.Compute(parameters, input, pass.Under(_parts[^1].Name));
        return (value + shortcut).LeakyRelu(slope).MaxPool(2);
    }

    private static IEnumerable<ParameterSpecification<T>> Named(string name, IReadOnlyList<ParameterSpecification<T>> specifications)
        => specifications.Select(specification => specification with { Name = $"{name}.{specification.Name}" });
}
