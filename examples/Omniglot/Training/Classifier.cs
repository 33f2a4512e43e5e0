using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The net for tasks of some number of classes, and how it adapts to one in the test.</summary>
internal sealed class Classifier
{
    private readonly RunOptions _options;
    private readonly Sequential<float> _net;
    private readonly NetAdaptation<float> _test;

    /// <summary>Describes it.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="ways">The number of classes.</param>
    public Classifier(RunOptions options, int ways)
    {
        TrainingSettings settings = options.Settings;
        _options = options;
        _net = Net(options, ways);
        Training = Adaptation(settings.InnerBatch);
        _test = Adaptation(settings.TestBatch);
    }

    /// <summary>How the net adapts to a task in training.</summary>
    public NetAdaptation<float> Training { get; }

    // The last layer.
    private string Head => $"{_net.Count - 1}";

    /// <summary>A net for some number of classes: the one of the method's paper.</summary>
    public static Sequential<float> Net(RunOptions options, int ways) => options.Net switch
    {
        NetKind.Conv when options.Method == Method.Reptile => PaperNets.OmniglotStridedFlat<float>(ways, options.Settings.Filters),
        NetKind.Conv => PaperNets.OmniglotStrided<float>(ways, options.Settings.Filters),
        NetKind.Mlp => PaperNets.OmniglotDense<float>(ways),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Net, "There is no such net."),
    };

    /// <summary>The same net with a last layer for many classes, as the pre-trained baseline is trained. It starts small: scores as large as those of
    /// the net of the paper would have to be unlearned first.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="classes">The number of classes.</param>
    public static Sequential<float> ForAllClasses(RunOptions options, int classes)
    {
        Sequential<float> net = Net(options, classes);
        int features = net.Parameters[^2].Shape[1];
        return new([.. net.Take(net.Count - 1), new Linear<float>(features, classes, weightInitializer: Initializers.GlorotUniform<float>())]);
    }

    /// <summary>The parameters to begin a task with.</summary>
    /// <param name="trained">What was trained: this net's, or for the pre-trained baseline those of a net with other classes, whose last layer is
    /// replaced by zeros.</param>
    /// <exception cref="ArgumentException">They are those of another net.</exception>
    public Parameters<float> Parameters(Parameters<float> trained)
    {
        Parameters<float> all = trained;
        if (_options.Method == Method.Pretrained)
        {
            bool IsHead(string name) => name.StartsWith($"net.{Head}.", StringComparison.Ordinal);
            Parameters<float> zeros = _net.Initialize(0).ZerosLike().Prefixed("net");
            all = new(trained.Where(entry => !IsHead(entry.Key)).Concat(zeros.Where(entry => IsHead(entry.Key))));
        }

        return MetaPart<float>.Load(_test.Parts, all);
    }

    /// <summary>The evaluation of this classifier.</summary>
    /// <param name="lastOnly">Whether predictions are made after the last inner step only.</param>
    public ClassificationEvaluator<float> Evaluator(bool lastOnly)
    {
        TrainingSettings settings = _options.Settings;
        return new(_test, settings.TestSteps, lastOnly ? [settings.TestSteps] : null);
    }

    /// <summary>This classifier as a learner that takes the inner steps of the test.</summary>
    public Learner<float> Learner() => new(Names.Of(_options.Method), _test, new FirstOrder<float>(_options.Settings.TestSteps));

    private NetAdaptation<float> Adaptation(int? batch) => new(
        _net,
        Loss.CrossEntropy,
        StepSizes<float>.Constant(_options.Settings.InnerStepSize),
        _options.Method == Method.Reptile ? new Adam<float>(beta1: 0) : new Sgd<float>(),
        _options.Method == Method.Pretrained ? Selection.Only(Head) : Selection.All,
        batch,
        carriesState: _options.Method == Method.Reptile);
}
