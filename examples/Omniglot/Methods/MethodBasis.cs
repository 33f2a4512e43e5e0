using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>What a method's learner is built of: nets, step sizes and the numbers of the run.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="ways">The number of classes of a task.</param>
/// <param name="trainingClasses">The number of all classes to train on; null where nothing is trained.</param>
internal sealed class MethodBasis(RunOptions options, int ways, int? trainingClasses = null)
{
    /// <summary>The number of classes of a task.</summary>
    public int Ways => ways;

    /// <summary>The numbers of the run.</summary>
    public TrainingSettings Settings => options.Settings;

    /// <summary>The number of inner steps in training.</summary>
    public int Steps => Settings.InnerSteps;

    /// <summary>The inner step size, a constant.</summary>
    public StepSizes<float> StepSizes => StepSizes<float>.Constant(Settings.InnerStepSize);

    /// <summary>How often the queries move the class means, for methods where they do.</summary>
    public int Refinements => options.Refinements ?? options.Method.Refinements
        ?? throw new InvalidOperationException($"No query moves a class mean of {options.Method}.");

    /// <summary>The net for the task's classes: the one of the method's paper.</summary>
    public Sequential<float> Net => NetFor(Ways);

    /// <summary>The name of the net's last layer, a linear one.</summary>
    public string Head => HeadOf(Net);

    /// <summary>A net without a last layer: [tasks, images, ...] to [tasks, images, features], with the features of all places.</summary>
    public Sequential<float> Embedding
    {
        get
        {
            Sequential<float> net = options.Net == NetKind.Conv ? PaperNets.OmniglotStridedFlat<float>(Ways, Settings.Filters) : Net;
            return net.Slice(0, net.Count - 1);
        }
    }

    /// <summary>How many features the net without a last layer gives.</summary>
    public int Features => options.Net == NetKind.Conv ? 4 * Settings.Filters : Net.Parameters[^2].Shape[1];

    /// <summary>The net with a layer behind each block's convolution, or linear layer, that mixes its channels and starts as the
    /// identity.</summary>
    public Sequential<float> Warped
    {
        get
        {
            Sequential<float> net = Net;
            return new([.. net.Select((module, k) => module is Sequential<float> block ? Warp(block) : module)]);
        }
    }

    /// <summary>The names of those layers.</summary>
    public IReadOnlyList<string> Warps => [.. Blocks.Select(static block => $"{block}.1")];

    /// <summary>The names of the net's blocks, from the images on.</summary>
    public IReadOnlyList<string> Blocks
        => [.. Net.Index().Where(static entry => entry.Item is Sequential<float>).Select(static entry => $"{entry.Index}")];

    /// <summary>The changes of MAML++ with epochs of a hundredth of the training, so that they fit its length: at the paper's, 500
    /// iterations. Exact from the first of them on, as the published Omniglot runs.</summary>
    public MamlPlusPlusOptions PlusPlus => new()
    {
        EpochIterations = (int)Math.Max(1, Settings.Iterations / 100),
        FirstOrderEpochs = 0,
        QueryStatistics = QueryStatistics.Batch,
    };

    /// <summary>A net that reads the features of a task's images with the labels before them, and tells their classes: attention and causal
    /// convolutions that look back over the whole task.</summary>
    public Sequential<float> Reader => PaperNets.Snail<float>(Features + Ways, Ways, (Settings.Shots * Ways) + 1, Settings.Filters);

    /// <summary>The net with a last layer for all training classes. It starts small: scores as large as those of the net of the paper would
    /// have to be unlearned first.</summary>
    public Sequential<float> ForAllClasses
    {
        get
        {
            int classes =
                trainingClasses ?? throw new InvalidOperationException("Of a run that trains nothing the training classes are not known.");
            Sequential<float> net = NetFor(classes);
            return net.With(
                HeadOf(net),
                new Linear<float>(net.Parameters[^2].Shape[1], classes, weightInitializer: Initializers.GlorotUniform<float>()));
        }
    }

    /// <summary>The net with its last layer adapting alone.</summary>
    public NetAdaptation<float> HeadAlone
        => new(Net, Loss.CrossEntropy, StepSizes, adapts: Selection.Only(Head), batch: Settings.TestBatch);

    /// <summary>The net adapting by the steps of Reptile: Adam without its first moments, the second carried from task to task.</summary>
    /// <param name="batch">How many support images an inner step sees.</param>
    public NetAdaptation<float> WithAdam(int? batch)
        => new(Net, Loss.CrossEntropy, StepSizes, new Adam<float>(beta1: 0), batch: batch, carriesState: true);

    /// <summary>The same net with batch normalization by another policy.</summary>
    /// <param name="policy">By which statistics is normalized.</param>
    public Sequential<float> NetBy(NormalizationPolicy policy) => NetFor(Ways, policy);

    /// <summary>The parameters to begin a test task with, of those that were trained: for the pre-trained baseline, whose last layer is for
    /// other classes, that layer is replaced by zeros.</summary>
    /// <param name="trained">What was trained.</param>
    public Parameters<float> ForTest(Parameters<float> trained)
    {
        if (options.Method.Family != MethodFamily.Pretrained)
        {
            return trained;
        }

        string head = $"net.{Head}.";
        bool IsHead(string name) => name.StartsWith(head, StringComparison.Ordinal);
        Parameters<float> zeros = Net.Initialize(0).ZerosLike().Prefixed("net");
        return new(trained.Where(entry => !IsHead(entry.Key)).Concat(zeros.Where(entry => IsHead(entry.Key))));
    }

    private static Sequential<float> Warp(Sequential<float> block)
    {
        int channels = block[0].Parameters[0].Shape[0];
        Module<float> warp = block[0] is Conv2d<float>
            ? new Conv2d<float>(channels, channels, 1, bias: false, weightInitializer: Initializers.Identity<float>())
            : new Linear<float>(channels, channels, bias: false, weightInitializer: Initializers.Identity<float>());
        return new([block[0], warp, .. block.Skip(1)]);
    }

    private static string HeadOf(Sequential<float> net) => $"{net.Count - 1}";

    private Sequential<float> NetFor(int classes, NormalizationPolicy? policy = null) => options.Net switch
    {
        NetKind.Conv when options.Method.Family == MethodFamily.Reptile
            => PaperNets.OmniglotStridedFlat<float>(classes, Settings.Filters, policy: policy),
        NetKind.Conv => PaperNets.OmniglotStrided<float>(classes, Settings.Filters, policy: policy),
        NetKind.Pooled => PaperNets.OmniglotPooled<float>(classes, Settings.Filters, policy: policy),
        NetKind.Residual => PaperNets.OmniglotResidual<float>(classes, Settings.Filters, policy: policy),
        NetKind.Mlp => PaperNets.OmniglotDense<float>(classes, policy),
        _ => throw new InvalidOperationException($"There is no net '{options.Net}'."),
    };
}
