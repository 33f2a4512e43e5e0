using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>One method made ready to train and to test: the settings of a preset as objects of the library.</summary>
internal sealed class Experiment
{
    private readonly ulong _seed;

    /// <summary>Makes a method ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="method">The method.</param>
    public Experiment(RunOptions options, Method method)
    {
        MethodSettings settings = options.Preset.Methods[method];
        long iterations = options.Iterations ?? settings.Iterations;
        _seed = options.Seed;
        Method = method;
        TrainShots = settings.Shots;
        InnerLoop = new InnerLoop<float>(
            Net(method == Method.Oracle ? 3 : 1, settings.Start), Loss.MeanSquaredError<float>, InnerStepSizeOf(settings));
        Plan = method == Method.Random ? null : new TrainingPlan<float>
        {
            Learner = Learner(method, settings),
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
            MethodNames.Of(method),
            Plan,
            $"net {(method == Method.Oracle ? "3" : "1")}-40-40-1 relu; start {settings.Start.Description}; {Plan.Fingerprint}");
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>The number of support points that it is trained with.</summary>
    public int TrainShots { get; }

    /// <summary>The net, the loss and the inner steps.</summary>
    public InnerLoop<float> InnerLoop { get; }

    /// <summary>How it is trained; null if it is not.</summary>
    public TrainingPlan<float>? Plan { get; }

    /// <summary>The training as checkpoints and progress know it; null if there is none.</summary>
    public TrainingRun? Training { get; }

    /// <summary>The parameters before training.</summary>
    public Parameters<float> InitialParameters() => InnerLoop.InitializeMetaParameters(_seed);

    /// <summary>The tasks as the net wants them: the oracle is told the curve.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    public SinusoidTasks<float> Tasks(int shots, int queries) => new(shots, queries, tellCurve: Method == Method.Oracle);

    private static Sequential<float> Net(int inputs, NetStart start)
    {
        Linear<float> Layer(int from, int to) => new(from, to, weightInitializer: start.Weight);
        return new(Layer(inputs, 40), Activations.Relu<float>(), Layer(40, 40), Activations.Relu<float>(), Layer(40, 1));
    }

    private static InnerStepSize<float> InnerStepSizeOf(MethodSettings settings)
        => settings.LargestInnerStepSize is { } largest
            ? InnerStepSize<float>.Learned(settings.InnerStepSize, settings.InnerSteps, largest)
            : InnerStepSize<float>.Constant(settings.InnerStepSize);

    private MetaLearner<float> Learner(Method method, MethodSettings settings) => method switch
    {
        Method.Maml => new Maml<float>(InnerLoop, settings.InnerSteps, InnerGradient.Exact, settings.LossWeights),
        Method.Fomaml => new Maml<float>(InnerLoop, settings.InnerSteps, InnerGradient.FirstOrder, settings.LossWeights),
        Method.Reptile => new Reptile<float>(InnerLoop, settings.InnerSteps, settings.InnerBatch),
        Method.Pretrained or Method.Oracle => new JointTraining<float>(InnerLoop, MethodNames.Of(method)),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "This method is not trained."),
    };
}
