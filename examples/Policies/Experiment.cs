using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Policies;

/// <summary>One method made ready to train and to test: the numbers of the settings as objects of the library.</summary>
/// <remarks>As in the published code of the MAML paper: two layers of ReLU, a linear baseline, advantages normalized, the surrogates
/// divided by the steps taken, and a natural outer step within a trust region; settings may give MAML other steps.</remarks>
public sealed class Experiment
{
    /// <summary>The number of inner steps in the test.</summary>
    public const int TestSteps = 3;

    private readonly ulong _seed;

    /// <summary>Makes a method ready.</summary>
    /// <param name="settings">The task family and its numbers.</param>
    /// <param name="method">The method.</param>
    public Experiment(ExperimentSettings settings, Method method)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _seed = settings.Seed;
        Method = method;
        Environment = settings.Environment(method == Method.Oracle);
        int size = Environment.Actions.Size;
        Policy = new(Net(Environment.ObservationSize, settings.Width, size), size);
        Advantages advantages = new() { Discount = 0.99, Baseline = new LinearFeatureBaseline(), Normalized = true };
        PolicyOptions<float> sampling = new()
        {
            SupportRollouts = settings.Rollouts,
            QueryRollouts = settings.Rollouts,
            InnerAdvantages = advantages,
            OuterAdvantages = advantages,
            InnerSurrogate = Surrogate<float>.LowVarianceCurvature,
            PerStep = true,
        };
        bool learns = method == Method.Maml && settings.LearnsStepSizes;
        StepSizes<float> sizes = learns
            ? StepSizes<float>.Learned(settings.StepSizes[0], settings.StepWeights.Count, form: StepSizeForm.Signed)
            : StepSizes<float>.PerStep([.. settings.StepSizes]);
        StepSizes<float> tested = method is Method.Pretrained or Method.Random && settings.OtherStepSizes is { } others
            ? StepSizes<float>.PerStep([.. others])
            : sizes;
        PolicyOptions<float> testing = sampling with
        {
            SupportRollouts = settings.TestRollouts * settings.MoreTestRollouts,
            SupportSteps = settings.MoreTestRollouts == 1 ? null : (long)settings.TestRollouts * Environment.Horizon,
            QueryRollouts = settings.TestRollouts,
            TellsMode = true,
        };
        Tested = new(Environment, Policy, tested, testing);
        Schedule? outer = method == Method.Maml ? settings.OuterStepSize : null;
        Plan = method == Method.Random ? null : new TrainingPlan<float>
        {
            Learner = new(
                MethodNames.Of(method), new PolicyAdaptation<float>(Environment, Policy, sizes, sampling),
                method == Method.Maml
                    ? new Unrolled<float>(settings.StepWeights.Count, [0, .. settings.StepWeights])
                    : new Unrolled<float>(0)),
            Tasks = new EnvironmentTasks<float>(Environment),
            Iterations = method == Method.Maml ? settings.Iterations : settings.OtherIterations ?? settings.Iterations,
            Seed = settings.Seed,
            MetaBatch = settings.Tasks,
            TasksPerBlock = Math.Max(1, settings.Tasks / 20),
            OuterOptimizer = outer is null ? new Sgd<float>() : new Adam<float>(),
            OuterStepSize = outer ?? 1,
            ClipNorm = outer is null ? null : 1,
            Search = outer is null ? new NaturalStep<float>(settings.TrustRegion, everyBlock: 4) : null,
        };
        Training = Plan is null ? null : new TrainingRun(MethodNames.Of(method), Plan, Plan.Description);
    }

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>Where it acts.</summary>
    public TaskEnvironment Environment { get; }

    /// <summary>Its policy.</summary>
    public GaussianPolicy<float> Policy { get; }

    /// <summary>How it adapts to a task of the test.</summary>
    public PolicyAdaptation<float> Tested { get; }

    /// <summary>How it is trained; null if it is not.</summary>
    public TrainingPlan<float>? Plan { get; }

    /// <summary>The training as checkpoints and progress know it; null if there is none.</summary>
    public TrainingRun? Training { get; }

    /// <summary>Whether it adapts in the test.</summary>
    public bool Adapts => Method != Method.Oracle;

    /// <summary>The parameters before training.</summary>
    public Parameters<float> InitialParameters() => MetaPart<float>.Initialize(Tested.Parts, _seed);

    /// <summary>Some rollouts in a task before adaptation and after each inner step of the test, for a picture.</summary>
    /// <param name="parameters">The method's parameters.</param>
    /// <param name="task">The task.</param>
    /// <param name="rollouts">How many.</param>
    /// <param name="seed">The seed of the test.</param>
    /// <param name="look">Is given the number of inner steps taken and the rollouts after them.</param>
    public void LookAt(Parameters<float> parameters, double[] task, int rollouts, ulong seed, Action<int, Trajectories<float>> look)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(look);
        int most = Adapts ? TestSteps : 0;
        TaskBatch<float> batch = new EnvironmentTasks<float>(Environment, [task]).Batch(new TaskNumber(seed, 0));
        batch.SetKey(0, seed, 0, 0);
        RolloutCall<float> call = new(Environment, Policy, rollouts, new(), "picture");
        using Tape<float> tape = new();
        Episode<float> episode = batch.On(tape);
        InnerCourse<float> course = new(Tested, parameters.On(tape), episode, detached: true, DerivativeUse.Final);
        Variables<float> x = course.Start();
        for (int step = 0; step <= most; step++)
        {
            look(step, call.At(new(episode, step), x.Under("policy")));
            x = step < most ? course.Step(x, new(episode, step)) : x;
        }
    }

    private static Sequential<float> Net(int inputs, int width, int outputs)
    {
        static Linear<float> Layer(int from, int to) => new(from, to, weightInitializer: Initializers.GlorotUniform<float>());
        return new(Layer(inputs, width), Activations.Relu<float>(), Layer(width, width), Activations.Relu<float>(), Layer(width, outputs));
    }
}
