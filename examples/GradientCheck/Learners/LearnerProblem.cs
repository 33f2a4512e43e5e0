using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Checking;

/// <summary>A learner that is checked: a name, and what happens to a task given a net, a rule of the inner steps, their size and the weight
/// of a proximal term.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Adaptation">Makes the adaptation.</param>
internal sealed record CheckedLearner(string Name, Func<Optimizer<double>, double, double, Adaptation<double>> Adaptation)
{
    /// <summary>The tasks.</summary>
    public TaskBatch<double> Tasks { get; init; } = LearnerProblem.Tasks;

    /// <summary>Whether it takes any rule of the inner steps; where not, it is checked with the first alone.</summary>
    public bool TakesRules { get; init; } = true;

    /// <summary>Whether its inner loss may have a proximal term.</summary>
    public bool TakesProximal { get; init; }

    /// <summary>Whether what adapts has the names of meta-parameters, so that they can be moved to where the steps lead.</summary>
    public bool IsDisplaced { get; init; } = true;

    /// <summary>Whether it is trained along the trajectory and not by the loss after adaptation.</summary>
    public bool IsAlongTrajectory { get; init; }

    /// <summary>The weights of the losses after 0, 1, ... steps, by the number of steps; null for the last alone.</summary>
    public Func<int, IReadOnlyList<Schedule?>>? Weights { get; init; }
}

/// <summary>A rule of the inner steps that is checked.</summary>
/// <param name="Optimizer">The rule.</param>
/// <param name="StepSize">The size of its steps.</param>
/// <param name="ReachesOptimum">Whether steps of that size lead to the optimum of the inner loss whatever the loss; of other rules it is
/// found out.</param>
internal sealed record CheckedRule(Optimizer<double> Optimizer, double StepSize, bool ReachesOptimum);

/// <summary>The fixed problem, and the one place in which what is checked is listed.</summary>
internal static class LearnerProblem
{
    /// <summary>The number of inner steps.</summary>
    public const int Steps = 5;

    /// <summary>The number of inner steps towards an optimum.</summary>
    public const int StepsToOptimum = 400;

    /// <summary>The weight of the proximal term, where there is one.</summary>
    public const double Proximal = 20;

    private const string Head = "4";

    private const string Transformation = "2";
    private const int Context = 3;
    private const int Ways = 3;
    private const int Features = 6;

    /// <summary>A net of one input and one output.</summary>
    public static Sequential<double> Net { get; } = new(
        new Linear<double>(1, 20), Activations.Tanh<double>(), new Linear<double>(20, 20), Activations.Tanh<double>(),
        new Linear<double>(20, 1));

    /// <summary>The tasks.</summary>
    public static TaskBatch<double> Tasks { get; } = new SinusoidTasks<double>(10, 10).Batch(3, 0, 8);

    /// <summary>A net of one input with numbers of a context behind it.</summary>
    public static Sequential<double> WithContext { get; } =
        new(new Linear<double>(1 + Context, 20), Activations.Tanh<double>(), new Linear<double>(20, 1));

    /// <summary>A net of images without a last layer.</summary>
    public static Sequential<double> Embedding { get; } =
        new(
            new AvgPool2d<double>(4),
            new Flatten<double>(),
            new Linear<double>(49, 10),
            Activations.Tanh<double>(),
            new Linear<double>(10, Features));

    /// <summary>Tasks of classes: made-up characters.</summary>
    public static TaskBatch<double> Classes { get; } =
        new ImageEpisodes<double>(Glyphs.Create(8, classes: 12, drawings: 6), Ways, shots: 2, queries: 3).Batch(3, 0, 8);

    /// <summary>The learners: one more is one more line.</summary>
    public static IReadOnlyList<CheckedLearner> Learners { get; } =
    [
        new(
            "maml",
            static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Constant(size), null, proximal)) { TakesProximal = true },
        new("anil", static (rule, size, proximal) => Adapting(
            rule, StepSizes<double>.Constant(size), Selection.Only(Head), proximal)) { TakesProximal = true },
        new("boil", static (rule, size, proximal) => Adapting(
            rule, StepSizes<double>.Constant(size), Selection.Except(Head), proximal)) { TakesProximal = true },
        new("meta-sgd", static (rule, size, proximal) => Adapting(
            rule, StepSizes<double>.Learned(size, perElement: true, form: StepSizeForm.Signed), null, proximal)) { TakesProximal = true },
        new("learned rule", static (_, size, _) => new LearnedOptimizerAdaptation<double>(Net, Loss.MeanSquaredError, size, hidden: 3))
        {
            TakesRules = false,
        },
        new("learned steps", static (rule, size, proximal) => Adapting(
            rule, StepSizes<double>.Learned(size, Steps), null, proximal)) { TakesProximal = true },
        new(
            "maml++",
            static (rule, size, _) => Adapting(
                rule, StepSizes<double>.Learned(size, Steps, form: StepSizeForm.Signed), null,
                0)) { Weights = static steps => LossWeights.Annealed(steps, 10, 500) },
        new("meta-curvature", static (rule, size, proximal) => new CurvatureAdaptation<double>(
            Net, Loss.MeanSquaredError, StepSizes<double>.Constant(size), rule, proximal: proximal)) { TakesProximal = true },
        new("t-net", static (rule, size, proximal) => Adapting(
            rule, StepSizes<double>.Constant(size), Selection.Except(Transformation), proximal)) { TakesProximal = true },
        new("warpgrad", static (rule, size, _) => Adapting(
            rule, StepSizes<double>.Constant(size), Selection.Except(Transformation), 0)) { IsAlongTrajectory = true },
        new("mr-maml", static (rule, size, _) => new GaussianWeightsAdaptation<double>(
            Net, Loss.MeanSquaredError, Selection.Only(Head), StepSizes<double>.Constant(size), beta: 0.01, deviation: 0.1, rule)),
        new(
            "cavia",
            static (_, size, _) => new ContextAdaptation<double>(
                WithContext, Loss.MeanSquaredError, Context,
                StepSizes<double>.Constant(10 * size))) { TakesRules = false, IsDisplaced = false },
        new("protomaml", static (rule, size, _) => new PrototypeHeadAdaptation<double>(
            Embedding, Ways, Features, StepSizes<double>.Constant(size), rule)) { Tasks = Classes },
        new("prototypical", static (_, _, _) => new PrototypeAdaptation<double>(Embedding, Ways)) { Tasks = Classes, TakesRules = false },
        new("soft-k-means", static (_, _, _) => new PrototypeAdaptation<double>(Embedding, Ways, refinements: 3))
        {
            Tasks = Classes, TakesRules = false,
        },
        new("r2d2", static (_, _, _) => new RidgeAdaptation<double>(Embedding, Ways, scale: 2)) { Tasks = Classes, TakesRules = false },
    ];

    /// <summary>The rules of the inner steps. Epsilon is large enough for RMSProp and Adam to be smooth where a gradient passes through
    /// 0.</summary>
    public static IReadOnlyList<CheckedRule> Rules { get; } =
    [
        new(new Sgd<double>(), 0.02, ReachesOptimum: true),
        new(new Sgd<double>(0.5), 0.02, ReachesOptimum: true),
        new(new Sgd<double>(0.5, nesterov: true), 0.02, ReachesOptimum: true),
        new(new RmsProp<double>(epsilon: 1e-2), 0.002, ReachesOptimum: false),
        new(new Adam<double>(epsilon: 1e-2), 0.01, ReachesOptimum: false),
    ];

    /// <summary>The exact ways, by the number of steps.</summary>
    public static IReadOnlyList<Func<int, MetaGradient<double>>> ExactWays { get; } =
    [
        static steps => new Unrolled<double>(steps),
        static steps => new TrajectoryAdjoint<double>(steps),
    ];

    private static NetAdaptation<double> Adapting(Optimizer<double> rule, StepSizes<double> sizes, Selection? adapts, double proximal)
        => new(Net, Loss.MeanSquaredError, sizes, rule, adapts, proximal: proximal);
}
