using System.Globalization;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Trader;

/// <summary>One method with one setting, made ready to train: the numbers of a preset as objects of the library.</summary>
internal sealed class Experiment
{
    // Along half a cosine to a twentieth.
    private const double OuterStepSize = 0.02;
    private const double Fall = 20;

    // A window of a month is worth anything between plus and minus a few hundred percent a year.
    private const double ClipNorm = 10;
    private const int TasksPerBlock = 16;

    private Experiment(Method method, double stepSize, int steps, Learner<float> learner)
        => (Method, StepSize, Steps, Learner) = (method, stepSize, steps, learner);

    /// <summary>The method.</summary>
    public Method Method { get; }

    /// <summary>The size of its inner steps, or where learned ones start; 0 without steps.</summary>
    public double StepSize { get; }

    /// <summary>The number of its inner steps.</summary>
    public int Steps { get; }

    /// <summary>How it is trained, and adapts.</summary>
    public Learner<float> Learner { get; }

    /// <summary>The training as checkpoints and progress know it; null for one that is not trained.</summary>
    public TrainingRun? Training { get; private init; }

    /// <summary>The policy: p = tanh(w f + b), f the features of the day. It starts flat.</summary>
    public static Sequential<float> Policy
        => new(new Linear<float>(MarketFeatures.Count, 1, weightInitializer: Initializers.Constant(0f)), Activations.Tanh<float>());

    /// <summary>What is trained: the pre-trained policy, and each of the others with every size of steps that it may have.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="tasks">The windows of training.</param>
    public static IReadOnlyList<Experiment> Trained(RunOptions options, MarketTasks tasks) =>
    [
        Trained(options, tasks, Method.Pretrained, 0, 0),
        .. from method in (Method[])[Method.Fomaml, Method.Maml, Method.MetaSgd]
           from size in options.Preset.StepSizes
           select Trained(options, tasks, method, size, options.Preset.InnerSteps),
    ];

    /// <summary>What is not trained beforehand, with every size of steps: fine-tuning, and training from nothing.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="method">Which of the two.</param>
    public static IReadOnlyList<Experiment> Tuned(RunOptions options, Method method)
        => [.. options.Preset.StepSizes.Select(size => new Experiment(
            method, size, options.Preset.TuningSteps.Max(),
            new FirstOrderMaml<float>(Adaptation(options.Objective, size), options.Preset.TuningSteps.Max())))];

    private static Experiment Trained(RunOptions options, MarketTasks tasks, Method method, double size, int steps)
    {
        TradingObjective objective = options.Objective;
        Learner<float> learner = method switch
        {
            Method.Pretrained => new JointTraining<float>(Policy, objective.Loss, MethodNames.Of(method)),
            Method.Fomaml => new FirstOrderMaml<float>(Adaptation(objective, size), steps),
            Method.Maml => new Maml<float>(Adaptation(objective, size), steps),
            Method.MetaSgd => new MetaSgd<float>(Policy, objective.Loss, steps, size),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "It is not trained."),
        };
        long iterations = options.Iterations ?? options.Preset.Iterations;
        TrainingPlan<float> plan = new()
        {
            Learner = learner,
            Tasks = tasks,
            Iterations = iterations,
            Seed = options.Seed,
            MetaBatch = options.Preset.MetaBatch,
            TasksPerBlock = Math.Min(TasksPerBlock, options.Preset.MetaBatch),
            OuterStepSize = Schedule.Cosine(OuterStepSize, OuterStepSize / Fall, iterations),
            ClipNorm = ClipNorm,
        };
        string name = steps == 0
            ? MethodNames.Of(method)
            : string.Create(CultureInfo.InvariantCulture, $"{MethodNames.Of(method)}-{size}");
        return new(method, size, steps, learner) { Training = new(name, plan, $"{objective.Description}; {plan.Description}") };
    }

    private static NetAdaptation<float> Adaptation(TradingObjective objective, double size)
        => new(Policy, objective.Loss, StepSizes<float>.Constant(size));
}
