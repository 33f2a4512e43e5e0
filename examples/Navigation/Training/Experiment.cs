using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Navigation;

/// <summary>One method made ready to train and to test: the numbers of a preset as objects of the library.</summary>
internal sealed class Experiment
{
    /// <summary>The number of inner steps in the test.</summary>
    public const int TestSteps = 3;

    private readonly ulong _seed;

    /// <summary>Makes a method ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="method">The method.</param>
    public Experiment(RunOptions options, Method method)
    {
        Preset preset = options.Preset;
        _seed = options.Seed;
        Method = method;
        Environment = new(tellGoal: method == Method.Oracle);
        Policy = new(Net(Environment.ObservationSize, preset.Width), 2);
        Advantages advantages = new() { Discount = 0.99, Baseline = new LinearFeatureBaseline(), Normalized = true };
        PolicyOptions<float> sampling = new()
        {
            SupportRollouts = preset.Rollouts,
            QueryRollouts = preset.Rollouts,
            InnerAdvantages = advantages,
            OuterAdvantages = advantages,
            InnerSurrogate = Surrogate<float>.LowVarianceCurvature,
            PerStep = true,
        };
        StepSizes<float> sizes = StepSizes<float>.PerStep([0.5, 0.25]);
        Tested = new(
            Environment, Policy, sizes,
            sampling with { SupportRollouts = preset.TestRollouts, QueryRollouts = preset.TestRollouts, TellsMode = true });
        Plan = method == Method.Random ? null : new TrainingPlan<float>
        {
            Learner = new(
                MethodNames.Of(method), new PolicyAdaptation<float>(Environment, Policy, sizes, sampling),
                new Unrolled<float>(method == Method.Maml ? 1 : 0)),
            Tasks = new EnvironmentTasks<float>(Environment),
            Iterations = options.Iterations ?? preset.Iterations,
            Seed = options.Seed,
            MetaBatch = preset.Goals,
            TasksPerBlock = Math.Max(1, preset.Goals / 20),
            OuterOptimizer = new Sgd<float>(),
            Search = new NaturalStep<float>(everyBlock: 4),
        };
        Training = Plan is null ? null : new TrainingRun(MethodNames.Of(method), Plan, Plan.Description);
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>Where it acts.</summary>
    public AutogradMaml.Maml.Navigation Environment { get; }

    /// <summary>Its policy.</summary>
    public GaussianPolicy<float> Policy { get; }

    /// <summary>How it adapts to a goal of the test.</summary>
    public PolicyAdaptation<float> Tested { get; }

    /// <summary>How it is trained; null if it is not.</summary>
    public TrainingPlan<float>? Plan { get; }

    /// <summary>The training as checkpoints and progress know it; null if there is none.</summary>
    public TrainingRun? Training { get; }

    /// <summary>Whether it adapts in the test.</summary>
    public bool Adapts => Method != Method.Oracle;

    /// <summary>The parameters before training.</summary>
    public Parameters<float> InitialParameters() => MetaPart<float>.Initialize(Tested.Parts, _seed);

    private static Sequential<float> Net(int inputs, int width)
    {
        static Linear<float> Layer(int from, int to) => new(from, to, weightInitializer: Initializers.GlorotUniform<float>());
        return new(Layer(inputs, width), Activations.Relu<float>(), Layer(width, width), Activations.Relu<float>(), Layer(width, 2));
    }
}
