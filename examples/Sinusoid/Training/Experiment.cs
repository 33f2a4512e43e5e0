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
        Sequential<float> net = Net(method == Method.Oracle ? 3 : 1, settings.Start);
        NetAdaptation<float> adaptation = new(net, Loss.MeanSquaredError, StepSizesOf(settings), batch: method == Method.Reptile ? settings.InnerBatch : null);

        // In the test an inner step sees all support points, whatever it saw in training; the oracle is told the curve and need not adapt.
        Tested = new(MethodNames.Of(method), new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizesOf(settings)), new FirstOrder<float>(settings.InnerSteps));
        Plan = method == Method.Random ? null : new TrainingPlan<float>
        {
            Learner = Learner(method, settings, net, adaptation),
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
            $"start {settings.Start.Description}; {Plan.Description}");
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>The number of support points that it is trained with.</summary>
    public int TrainShots { get; }

    /// <summary>How it adapts to a task of the test.</summary>
    public Learner<float> Tested { get; }

    /// <summary>How it is trained; null if it is not.</summary>
    public TrainingPlan<float>? Plan { get; }

    /// <summary>The training as checkpoints and progress know it; null if there is none.</summary>
    public TrainingRun? Training { get; }

    /// <summary>The parameters before training.</summary>
    public Parameters<float> InitialParameters() => Tested.Initialize(_seed);

    /// <summary>The tasks as the net wants them: the oracle is told the curve.</summary>
    /// <param name="shots">The number of support points.</param>
    /// <param name="queries">The number of query points.</param>
    public SinusoidTasks<float> Tasks(int shots, int queries) => new(shots, queries, tellCurve: Method == Method.Oracle);

    private static Sequential<float> Net(int inputs, NetStart start)
    {
        Linear<float> Layer(int from, int to) => new(from, to, weightInitializer: start.Weight);
        return new(Layer(inputs, 40), Activations.Relu<float>(), Layer(40, 40), Activations.Relu<float>(), Layer(40, 1));
    }

    private static StepSizes<float> StepSizesOf(MethodSettings settings)
        => settings.LargestInnerStepSize is { } largest
            ? StepSizes<float>.Learned(settings.InnerStepSize, settings.InnerSteps, largest: largest)
            : StepSizes<float>.Constant(settings.InnerStepSize);

    private static Learner<float> Learner(Method method, MethodSettings settings, Module<float> net, NetAdaptation<float> adaptation) => method switch
    {
        Method.Maml => new Maml<float>(adaptation, settings.InnerSteps, settings.LossWeights),
        Method.Fomaml => new FirstOrderMaml<float>(adaptation, settings.InnerSteps, settings.LossWeights),
        Method.Reptile => new Reptile<float>(adaptation, settings.InnerSteps),
        Method.Pretrained or Method.Oracle => new JointTraining<float>(net, adaptation.Loss, MethodNames.Of(method)),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "This method is not trained."),
    };
}
