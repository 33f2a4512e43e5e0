using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace AutogradMaml.Benchmarks.Peers;

/// <summary>One outer step on episodes shaped like Omniglot: episodes.py in TorchSharp.</summary>
internal static class EpisodePeer
{
    private const int Ways = 5;
    private const int Filters = 64;
    private const double InnerStep = 0.4;
    private const double OuterStepSize = 1e-3;

    private static readonly int[] Hidden = [784, 256, 128, 64, 64];

    /// <summary>A net: its parameters, and what computes its scores from parameters and images.</summary>
    internal sealed record Net(IReadOnlyList<Tensor> Parameters, Func<IList<Tensor>, Tensor, Tensor> Forward);

    /// <summary>Four blocks of a 3 x 3 convolution to 64 channels, batch normalization and ReLU, pooled by 2 or at stride 2.</summary>
    public static Net Convolutional(bool pooled)
    {
        List<Tensor> parameters = [];
        int channels = 1;
        for (int block = 0; block < 4; block++)
        {
            parameters.AddRange(
                [randn(Filters, channels, 3, 3) * Math.Sqrt(2.0 / (9 * channels)), zeros(Filters), ones(Filters), zeros(Filters)]);
            channels = Filters;
        }

        parameters.AddRange([randn(Ways, Filters) / Math.Sqrt(Filters), zeros(Ways)]);
        return new(parameters, (values, images) =>
        {
            for (int block = 0; block < 4; block++)
            {
                images = conv2d(images, values[4 * block], values[(4 * block) + 1], [pooled ? 1 : 2, pooled ? 1 : 2], [1, 1]);
                images = Normalize(images, values[(4 * block) + 2], values[(4 * block) + 3]).relu();
                images = pooled ? max_pool2d(images, 2) : images;
            }

            return linear(pooled ? images.flatten(1) : images.mean([2, 3]), values[16], values[17]);
        });
    }

    /// <summary>784-256-128-64-64-5 with batch normalization and ReLU after each hidden layer.</summary>
    public static Net Dense()
    {
        List<Tensor> parameters = [];
        for (int layer = 0; layer + 1 < Hidden.Length; layer++)
        {
            (int inputs, int outputs) = (Hidden[layer], Hidden[layer + 1]);
            parameters.AddRange([randn(outputs, inputs) * Math.Sqrt(2.0 / inputs), zeros(outputs), ones(outputs), zeros(outputs)]);
        }

        parameters.AddRange([randn(Ways, Hidden[^1]) / Math.Sqrt(Hidden[^1]), zeros(Ways)]);
        return new(parameters, static (values, images) =>
        {
            Tensor hidden = images.flatten(1);
            for (int layer = 0; layer < 4; layer++)
            {
                hidden = linear(hidden, values[4 * layer], values[(4 * layer) + 1]);
                hidden = Normalize(hidden, values[(4 * layer) + 2], values[(4 * layer) + 3]).relu();
            }

            return linear(hidden, values[16], values[17]);
        });
    }

    /// <summary>One inner step on each task, one after the other, and an update by Adam.</summary>
    public static Action OuterStep(Net net, bool exact, int tasks, int queries)
    {
        List<Parameter> parameters = [.. net.Parameters.Select(static value => new Parameter(value))];
        optim.Optimizer optimizer = optim.Adam(parameters, OuterStepSize);
        Tensor[][] episodes = [.. Enumerable.Range(0, tasks).Select(_ => Episode(queries))];
        return () =>
        {
            optimizer.zero_grad();
            foreach (Tensor[] episode in episodes)
            {
                using DisposeScope scope = NewDisposeScope();
                IList<Tensor> start = [.. parameters];
                Tensor loss = cross_entropy(net.Forward(start, episode[0]), episode[1]);
                IList<Tensor> adapted = SinusoidPeer.Descend(start, loss, InnerStep, exact);
                (cross_entropy(net.Forward(adapted, episode[2]), episode[3]) / tasks).backward();
            }

            optimizer.step();
        };
    }

    private static Tensor Normalize(Tensor values, Tensor scale, Tensor shift)
        => batch_norm(values, null!, null!, scale, shift, training: true);

    // Noisy copies of one sparse image a class: support and query, images and labels.
    private static Tensor[] Episode(int queries)
    {
        Tensor prototypes = (rand(Ways, 1, 28, 28) < 0.15).to_type(ScalarType.Float32);
        return [.. Draw(1), .. Draw(queries)];

        Tensor[] Draw(int copies) =>
        [
            prototypes.repeat_interleave(copies, 0) + (0.1 * randn(Ways * copies, 1, 28, 28)),
            arange(Ways, ScalarType.Int64).repeat_interleave(copies),
        ];
    }
}
