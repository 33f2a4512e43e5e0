using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Checking;

/// <summary>A learner that is checked: a name, and what happens to a task given a net, a rule of the inner steps, their size and the weight of a proximal term.</summary>
/// <param name="Name">The name in the table.</param>
/// <param name="Adaptation">Makes the adaptation.</param>
internal sealed record CheckedLearner(string Name, Func<Optimizer<double>, double, double, Adaptation<double>> Adaptation);

/// <summary>A rule of the inner steps that is checked.</summary>
/// <param name="Optimizer">The rule.</param>
/// <param name="StepSize">The size of its steps.</param>
/// <param name="ReachesOptimum">Whether steps of that size lead to the optimum of the inner loss whatever the loss; of other rules it is found out.</param>
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

    /// <summary>A net of one input and one output.</summary>
    public static Sequential<double> Net { get; } = new(
        new Linear<double>(1, 20), Activations.Tanh<double>(), new Linear<double>(20, 20), Activations.Tanh<double>(), new Linear<double>(20, 1));

    /// <summary>The tasks.</summary>
    public static TaskBatch<double> Tasks { get; } = new SinusoidTasks<double>(10, 10).Batch(3, 0, 8);

    /// <summary>The learners: one more is one more line.</summary>
    public static IReadOnlyList<CheckedLearner> Learners { get; } =
    [
        new("maml", static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Constant(size), null, proximal)),
        new("anil", static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Constant(size), Selection.Only(Head), proximal)),
        new("boil", static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Constant(size), Selection.Except(Head), proximal)),
        new("meta-sgd", static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Learned(size, perElement: true, form: StepSizeForm.Signed), null, proximal)),
        new("learned steps", static (rule, size, proximal) => Adapting(rule, StepSizes<double>.Learned(size, Steps), null, proximal)),
    ];

    /// <summary>The rules of the inner steps. Epsilon is large enough for RMSProp and Adam to be smooth where a gradient passes through 0.</summary>
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
