using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The nets of the few-shot papers, by name, and one that goes beyond them. Inputs are [images, channels, height, width], or
/// [tasks, images, ...]; outputs are scores [images, ways] for cross-entropy.</summary>
/// <remarks>
/// All are <see cref="Sequential{T}"/>, so that their parameters are named as in the PyTorch net of the same layers: the convolution of the
/// first block is <c>0.0.weight</c>. Convolutions and their biases, and weight and bias of the normalization, are all parameters and all
/// adapted in an inner loop; in the code published with the MAML paper the normalization has a bias only, which is learned but not adapted.
/// Statistics are those of the batch unless another policy is chosen. Biases start at 0 and normalization weights at 1.
/// </remarks>
public static class PaperNets
{
    /// <summary>For Omniglot, 28 x 28: four blocks of a 3 x 3 convolution with stride 2, batch normalization and ReLU, to 14, 7, 4 and 2
    /// places each way; the mean over the places; a linear layer.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="filters">The number of channels of each block.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>Source: C. Finn, P. Abbeel and S. Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section
    /// 5.2; the mean over the places, and convolutions that start Glorot uniform, from the code published with it. That code starts the
    /// linear weight standard normal, and so with scores that are surely wrong; here it is Glorot uniform, which trains several times as
    /// fast (docs/results.md).</remarks>
    public static Sequential<T> OmniglotStrided<T>(int ways, int filters = 64, int channels = 1, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            [
                .. Blocks<T>(filters, channels, policy, pooled: false),
                new GlobalAveragePool2d<T>(),
                new Linear<T>(filters, ways, weightInitializer: Initializers.GlorotUniform<T>()),
            ]);

    /// <summary>For Omniglot, 28 x 28: the four blocks of <see cref="OmniglotStrided{T}"/>; a linear layer from all 2 x 2 places, whose
    /// features say where a stroke is.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="filters">The number of channels of each block.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>Source: A. Nichol, J. Achiam and J. Schulman, On first-order meta-learning algorithms, 2018, section 6.1, which names the
    /// net of the MAML paper; the linear layer from all places, and weights that start Glorot uniform, from the code published with
    /// it.</remarks>
    public static Sequential<T> OmniglotStridedFlat<T>(int ways, int filters = 64, int channels = 1, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            [
                .. Blocks<T>(filters, channels, policy, pooled: false),
                new Flatten<T>(),
                new Linear<T>(filters * 2 * 2, ways, weightInitializer: Initializers.GlorotUniform<T>()),
            ]);

    /// <summary>For Omniglot, 28 x 28: four blocks of a 3 x 3 convolution, batch normalization, ReLU and 2 x 2 max pooling, to 14, 7, 3 and
    /// 1 places each way; a linear layer.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="filters">The number of channels of each block.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>Source: O. Vinyals et al., Matching networks for one shot learning, 2016, section 4.1; J. Snell, K. Swersky and R. Zemel,
    /// Prototypical networks for few-shot learning, 2017, section 3.1 (without the linear layer); A. Antoniou, H. Edwards and A. Storkey,
    /// How to train your MAML, 2019, section 5, whose code starts convolutions and linear weight Glorot uniform, as here.</remarks>
    public static Sequential<T> OmniglotPooled<T>(int ways, int filters = 64, int channels = 1, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            [
                .. Blocks<T>(filters, channels, policy, pooled: true),
                new Flatten<T>(),
                new Linear<T>(filters, ways, weightInitializer: Initializers.GlorotUniform<T>()),
            ]);

    /// <summary>For Omniglot, 28 x 28: <see cref="OmniglotPooled{T}"/> with two residual branches behind each of its last three blocks, x +
    /// conv(relu(norm(conv(x)))), whose second convolution starts at 0: it starts as that net, and trainings of that net go on in
    /// it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="filters">The number of channels of each block; within the branches as many, twice and four times as many.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>The convolutions are 3 x 3 behind the second and the third block, on 7 x 7 and 3 x 3 places, and 1 x 1 behind the last; in
    /// all they cost about as many multiplications as the blocks. What the pooled net has, has the same names; the branches are named
    /// <c>deeper0</c> and <c>deeper1</c> in their blocks: <c>1.deeper0.block.0.weight</c>. Of no paper. Sources of its parts: K. He, X.
    /// Zhang, S. Ren and J. Sun, Identity mappings in deep residual networks, 2016, where nothing follows the sum; T. Chen, I. Goodfellow
    /// and J. Shlens, Net2Net: accelerating learning via knowledge transfer, 2016, for layers that start by changing nothing.</remarks>
    public static Sequential<T> OmniglotResidual<T>(int ways, int filters = 64, int channels = 1, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Module<T>[] blocks = [.. Blocks<T>(filters, channels, policy, pooled: true)];
        return new(
            [
                blocks[0],
                Deepened((Sequential<T>)blocks[1], filters, filters, 3, policy),
                Deepened((Sequential<T>)blocks[2], filters, 2 * filters, 3, policy),
                Deepened((Sequential<T>)blocks[3], filters, 4 * filters, 1, policy),
                new Flatten<T>(),
                new Linear<T>(filters, ways, weightInitializer: Initializers.GlorotUniform<T>()),
            ]);
    }

    /// <summary>For Omniglot, 28 x 28, without convolution: 784-256-128-64-64-ways, with batch normalization and ReLU after each hidden
    /// layer.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>Source: C. Finn, P. Abbeel and S. Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section
    /// 5.2; initial values from the code published with it: normal with standard deviation 0.01, cut at two of them.</remarks>
    public static Sequential<T> OmniglotDense<T>(int ways, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> sizes = [28 * 28, 256, 128, 64, 64];
        Initializer<T> initializer = Initializers.TruncatedNormal<T>(0.01);
        List<Module<T>> layers = [new Flatten<T>()];
        for (int k = 1; k < sizes.Length; k++)
        {
            layers.Add(new Sequential<T>(
                new Linear<T>(sizes[k - 1], sizes[k], weightInitializer: initializer), new BatchNorm1d<T>(sizes[k], policy),
                Activations.Relu<T>()));
        }

        layers.Add(new Linear<T>(sizes[^1], ways, weightInitializer: initializer));
        return new([.. layers]);
    }

    /// <summary>For miniImageNet, 84 x 84 in colour: four blocks of a 3 x 3 convolution, batch normalization, ReLU and 2 x 2 max pooling,
    /// to 42, 21, 10 and 5 places each way; a linear layer from all of them.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="filters">The number of channels of each block.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <remarks>Source: S. Ravi and H. Larochelle, Optimization as a model for few-shot learning, 2017, section 5.1; with 32 filters C.
    /// Finn, P. Abbeel and S. Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section 5.2, whose published
    /// code starts all weights Glorot uniform.</remarks>
    public static Sequential<T> MiniImageNet<T>(int ways, int filters = 32, int channels = 3, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            [
                .. Blocks<T>(filters, channels, policy, pooled: true),
                new Flatten<T>(),
                new Linear<T>(filters * 5 * 5, ways, weightInitializer: Initializers.GlorotUniform<T>()),
            ]);

    /// <summary>The few-shot ResNet-12, for images of 84 x 84 in colour: four blocks (<see cref="ResNet12Block{T}"/>), to 42, 21, 10 and 5
    /// places each way; the mean over the places; a linear layer.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="ways">The number of classes.</param>
    /// <param name="widths">The number of channels of each of the four blocks; by default 64, 160, 320 and 640, with 12.4 million
    /// parameters before the linear layer. 64, 128, 256 and 512 are the narrower ones of TADAM, with 8.0 million.</param>
    /// <param name="channels">The number of channels of the images.</param>
    /// <param name="policy">By which statistics is normalized; by default those of the batch.</param>
    /// <exception cref="ArgumentException">There are not four widths.</exception>
    /// <remarks>The modules are <c>layer1</c> to <c>layer4</c>, <c>pool</c> and <c>head</c>: parameters are named as in the PyTorch nets of
    /// the papers, <c>layer1.0.conv1.weight</c>, and <c>net.Until("head")</c> is the net without its linear layer, whose weights those nets
    /// don't have. DropBlock, with which MetaOptNet is trained, is left out. Sources: B. Oreshkin, P. Rodriguez and A. Lacoste, TADAM: task
    /// dependent adaptive metric for improved few-shot learning, 2018, section 3; K. Lee, S. Maji, A. Ravichandran and S. Soatto,
    /// Meta-learning with differentiable convex optimization, 2019, section 4.1 and the code published with it, whose widths, slope and
    /// initial values are those here.</remarks>
    public static Sequential<T> ResNet12<T>(
        int ways, IReadOnlyList<int>? widths = null, int channels = 3, NormalizationPolicy? policy = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Depth = 4;
        widths ??= [64, 160, 320, 640];
        if (widths.Count != Depth)
        {
            throw new ArgumentException($"A ResNet-12 has {Depth} blocks, each of a width, got {widths.Count} widths.", nameof(widths));
        }

        List<(string Name, Module<T> Module)> modules = [];
        for (int block = 0; block < Depth; block++)
        {
            ResNet12Block<T> residual = new(block == 0 ? channels : widths[block - 1], widths[block], policy);
            modules.Add(($"layer{block + 1}", new Sequential<T>(residual)));
        }

        return new(
            [.. modules, ("pool", new GlobalAveragePool2d<T>()),
                ("head", new Linear<T>(widths[^1], ways, weightInitializer: Initializers.GlorotUniform<T>()))]);
    }

    /// <summary>A net that reads a sequence and looks back: attention, convolutions over all steps, attention, convolutions, attention, and
    /// a linear layer; each with what came before it in front. [examples, steps, inputs] to [examples, steps, outputs], a step from those
    /// up to it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="outputs">The number of features out.</param>
    /// <param name="steps">How long a sequence the convolutions look over: dilations 1, 2, 4, ... so many that the first step is seen from
    /// the last.</param>
    /// <param name="filters">The features of a convolution; the three attentions have filters / 2, 2 and 4 times the filters as keys, and
    /// half of that as values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 4 filters, or a size is below 1.</exception>
    /// <remarks>Source: N. Mishra, M. Rohaninejad, X. Chen and P. Abbeel, A simple neural attentive meta-learner, 2018, section 3.1; order
    /// and sizes, with 128 filters, as its appendix has them for few-shot images, quoted from memory.</remarks>
    public static Sequential<T> Snail<T>(int inputs, int outputs, int steps, int filters = 128)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 4);
        List<Module<T>> modules = [];
        int features = inputs;
        foreach (int keys in (ReadOnlySpan<int>)[filters / 2, 2 * filters, 4 * filters])
        {
            modules.Add(new CausalAttentionBlock<T>(features, keys, keys / 2));
            features += keys / 2;
            if (keys == 4 * filters)
            {
                break;
            }

            for (int dilation = 1; dilation < steps; dilation *= 2)
            {
                modules.Add(new CausalDenseBlock<T>(features, filters, dilation));
                features += filters;
            }
        }

        modules.Add(new Linear<T>(features, outputs, weightInitializer: Initializers.GlorotUniform<T>()));
        return new([.. modules]);
    }

    private static Sequential<T> Deepened<T>(Sequential<T> block, int filters, int width, int kernel, NormalizationPolicy? policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvolutionGeometry geometry = ConvolutionGeometry.Square(padding: kernel / 2);
        Module<T> Branch() => new Residual<T>(
            new Sequential<T>(
                new Conv2d<T>(filters, width, kernel, geometry, weightInitializer: Initializers.GlorotUniform<T>()),
                new BatchNorm2d<T>(width, policy),
                Activations.Relu<T>(),
                new Conv2d<T>(width, filters, kernel, geometry, weightInitializer: Initializers.Constant(T.Zero))));
        return new([.. block.Names.Zip(block), ("deeper0", Branch()), ("deeper1", Branch())]);
    }

    private static IEnumerable<Module<T>> Blocks<T>(int filters, int channels, NormalizationPolicy? policy, bool pooled)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Depth = 4;
        ConvolutionGeometry geometry = ConvolutionGeometry.Square(stride: pooled ? 1 : 2, padding: 1);
        for (int block = 0; block < Depth; block++)
        {
            Conv2d<T> convolution = new(
                block == 0 ? channels : filters, filters, 3, geometry, weightInitializer: Initializers.GlorotUniform<T>());
            BatchNorm2d<T> normalization = new(filters, policy);
            yield return pooled
                ? new Sequential<T>(convolution, normalization, Activations.Relu<T>(), new MaxPool2d<T>(2))
                : new Sequential<T>(convolution, normalization, Activations.Relu<T>());
        }
    }
}
