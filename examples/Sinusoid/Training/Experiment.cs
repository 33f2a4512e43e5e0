using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>One method made ready to train and to test: the settings of a preset as objects of the library.</summary>
internal sealed class Experiment
{
    private readonly ulong _seed;
    private readonly (double Least, double Greatest)? _frequencies;

    /// <summary>Makes a method ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="method">The method.</param>
    /// <param name="shots">The number of support points that it is trained for, where the preset trains for each; otherwise null.</param>
    public Experiment(RunOptions options, Method method, int? shots = null)
    {
        MethodSettings settings = options.Preset.Methods[method];
        settings = shots is { } own ? settings with { Shots = own, Queries = own } : settings;
        long iterations = options.Iterations ?? settings.Iterations;
        _seed = options.Seed;
        _frequencies = options.Preset.Frequencies;
        Method = method;
        TrainShots = settings.Shots;
        TestShots = shots is { } trained ? [trained] : options.Preset.TestShots;
        Learner<float> learner = Learner(method, settings);

        // In the test an inner step sees all support points, whatever it saw in training, and what was trained without steps takes them.
        Adaptation<float> tested = method is Method.MetaSgd or Method.Cavia1 or Method.Cavia2 or Method.Cavia5 or Method.R2D2
            ? learner.Adaptation
            : Adaptation(Net(Inputs(method, settings), settings.Start), settings, batch: null);
        Tested = new(MethodNames.Of(method), tested, new FirstOrder<float>(tested.TakesSteps ? settings.InnerSteps : 0));
        Plan = method == Method.Random ? null : new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = Tasks(settings.Shots, settings.Queries),
            Iterations = iterations,
            Seed = options.Seed,
            MetaBatch = settings.MetaBatch,
            TasksPerBlock = settings.TasksPerBlock,
            OuterOptimizer = settings.OuterRule == OuterRule.Adam ? new Adam<float>() : new Sgd<float>(),
            OuterStepSize = settings.OuterStepSize.Over(iterations),
            ClipNorm = settings.ClipNorm,
        };
        Training = Plan is null ? null : new TrainingRun(
            shots is null ? MethodNames.Of(method) : $"{MethodNames.Of(method)}-{shots}-shot",
            Plan,
            $"start {settings.Start.Description}; {Plan.Description}");
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>The number of support points that it is trained with.</summary>
    public int TrainShots { get; }

    /// <summary>The numbers of support points that it is tested with.</summary>
    public IReadOnlyList<int> TestShots { get; }

    /// <summary>How it adapts to a task of the test.</summary>
    public Learner<float> Tested { get; }

    /// <summary>Whether inner steps change anything: neither where the curve is told nor where the last layer is in closed form.</summary>
    public bool TakesSteps => Method != Method.Oracle && Tested.Adaptation.TakesSteps;

    /// <summary>How it is trained; null if it is not.</summary>
    public TrainingPlan<float>? Plan { get; }

    /// <summary>The training as checkpoints and progress know it; null if there is none.</summary>
    public TrainingRun? Training { get; }

    /// <summary>The parameters before training.</summary>
    public Parameters<float> InitialParameters() => Tested.Initialize(_seed);

    /// <summary>The tasks as the net wants them: the oracle is told the curve.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    public SinusoidTasks<float> Tasks(int shots, int queries) => new(shots, queries, tellCurve: Method == Method.Oracle, _frequencies);

    private Learner<float> Learner(Method method, MethodSettings settings)
    {
        Sequential<float> net = Net(Inputs(method, settings), settings.Start);
        NetAdaptation<float> Adapting() => Adaptation(net, settings, settings.InnerBatch);
        LossFunction<float> loss = Loss.MeanSquaredError;
        return method switch
        {
            Method.Maml => new Maml<float>(Adapting(), settings.InnerSteps, settings.LossWeights),
            Method.Fomaml => new FirstOrderMaml<float>(Adapting(), settings.InnerSteps, settings.LossWeights),
            Method.Reptile => new Reptile<float>(Adapting(), settings.InnerSteps),
            Method.Pretrained or Method.Oracle => new JointTraining<float>(net, loss, MethodNames.Of(method)),
            Method.MetaSgd => new MetaSgd<float>(net, loss, settings.InnerSteps, settings.InnerStepSize),
            Method.Cavia1 or Method.Cavia2 or Method.Cavia5
                => new Cavia<float>(net, loss, settings.Context, settings.InnerSteps, StepSizesOf(settings)),
            Method.R2D2 => new R2D2<float>(net.Slice(0, net.Count - 1), loss, outputs: 1),
            Method.Random => new Learner<float>(MethodNames.Of(method), Adapting(), new FirstOrder<float>(settings.InnerSteps)),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        };
    }

    private int Inputs(Method method, MethodSettings settings)
        => method == Method.Oracle ? _frequencies is null ? 3 : 4 : 1 + settings.Context;

    private static NetAdaptation<float> Adaptation(Module<float> net, MethodSettings settings, int? batch)
        => new(net, Loss.MeanSquaredError, StepSizesOf(settings), batch: batch);

    private static Sequential<float> Net(int inputs, NetStart start)
    {
        Linear<float> Layer(int from, int to) => new(from, to, weightInitializer: start.Weight);
        return new(Layer(inputs, 40), Activations.Relu<float>(), Layer(40, 40), Activations.Relu<float>(), Layer(40, 1));
    }

    private static StepSizes<float> StepSizesOf(MethodSettings settings)
        => settings.LargestInnerStepSize is { } largest
            ? StepSizes<float>.Learned(settings.InnerStepSize, settings.InnerSteps, largest: largest)
            : StepSizes<float>.Constant(settings.InnerStepSize);
}
