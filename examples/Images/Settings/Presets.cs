using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Images;

/// <summary>The presets. Every number of the experiment stands here, with its source.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>[F] Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section 5.2 and appendix
/// A.1, and its published code, which also cuts each number of the meta-gradient at 10; here nothing is cut.</item>
/// <item>[N] Nichol, Achiam and Schulman, On first-order meta-learning algorithms, 2018, appendix A, and its published code.</item>
/// <item>[S] Snell, Swersky and Zemel, Prototypical networks for few-shot learning, 2017, section 3.2.</item>
/// <item>[own] chosen here.</item>
/// </list>
/// </remarks>
internal static class Presets
{
    /// <summary>The settings of a preset.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="method">The method.</param>
    /// <param name="ways">The number of classes of a task.</param>
    /// <param name="shots">The number of support images of each class in the test.</param>
    public static ImageSettings Of(PresetName preset, Method method, int ways, int shots)
    {
        ImageSettings paper = Paper(method, ways, shots);
        return preset == PresetName.Paper ? paper : Quick(paper, method.Family);
    }

    private static ImageSettings Paper(Method method, int ways, int shots) => method.Family switch
    {
        MethodFamily.Steps => new()
        {
            Iterations = 60_000,                                    // [F]
            Shots = shots,                                          // [F]: trained as tested
            Queries = 15,                                           // [F]
            TestQueries = 15,                                       // [F]
            InnerSteps = 5,                                         // [F]
            InnerStepSize = 0.01,                                   // [F]
            TestSteps = 10,                                         // [F]
            MetaBatch = shots == 1 ? 4 : 2,                         // [F]: 4 with one shot, 2 with five
            TasksPerBlock = 1,                                      // [own]: one task's arrays at a time
            OuterStepSize = OuterStepSize.Constant(0.001),          // [F], published code: Adam
            ValidateEvery = 1000,                                   // [own]
            ValidationTasks = 60,                                  // [own]
        },
        MethodFamily.Reptile => new()
        {
            Iterations = 100_000,                                   // [N]
            Shots = 15,                                             // [N]: training shots
            Queries = 1,                                            // [own]: only tell the loss
            TestQueries = 15,                                       // [own]: as for MAML, beside which it stands; [N] has one
            InnerSteps = 8,                                         // [N]
            InnerStepSize = 0.001,                                  // [N]: Adam with beta1 = 0
            InnerBatch = 2 * ways,                                  // [N]: 10 for five classes; each class equally often
            TestSteps = 50,                                         // [N]
            TestBatch = shots == 1 ? ways : 3 * ways,               // [N]: 5 with one shot, 15 with five
            MetaBatch = 5,                                          // [N]
            TasksPerBlock = 1,                                      // [own]
            OuterRule = OuterRule.Sgd,                              // [N]
            OuterStepSize = new(OuterStepSizeShape.Linear, 1, 0),   // [N]
            ValidateEvery = 1200,                                   // [own]
            ValidationTasks = 60,                                  // [own]
        },
        MethodFamily.WithoutSteps => new()
        {
            Iterations = 20_000,                                    // [own]
            TrainingWays = method.TrainingWays?.Invoke(shots),      // [S] for prototypical networks: 30 with one shot, 20 with five
            Shots = shots,                                          // [S]: trained as tested
            Queries = 15,                                           // [S]
            TestQueries = 15,                                       // [S]
            InnerSteps = 0,
            InnerStepSize = 0,
            TestSteps = 0,
            MetaBatch = 1,                                          // [S]
            TasksPerBlock = 1,
            OuterStepSize = new(OuterStepSizeShape.Cosine, 0.001, 0), // [own]: [S] halves it every 2,000 iterations
            ValidateEvery = 1000,                                   // [own]
            ValidationTasks = 60,                                  // [own]
        },
        _ => throw new ArgumentOutOfRangeException(nameof(method), method.Family, "There is no such family."),
    };

    // [own], all of them.
    private static ImageSettings Quick(ImageSettings paper, MethodFamily family) => paper with
    {
        IsNarrow = true,
        TrainingWays = null,
        Iterations = 24,
        Shots = family == MethodFamily.Reptile ? 3 : paper.Shots,
        Queries = family == MethodFamily.Reptile ? 1 : 3,
        TestQueries = 3,
        InnerSteps = family == MethodFamily.WithoutSteps ? 0 : family == MethodFamily.Reptile ? 3 : 2,
        InnerStepSize = family == MethodFamily.Steps ? 0.1 : family == MethodFamily.Reptile ? 0.005 : 0,
        TestSteps = family == MethodFamily.WithoutSteps ? 0 : family == MethodFamily.Reptile ? 5 : 3,
        MetaBatch = 2,
        OuterStepSize = family == MethodFamily.Reptile ? paper.OuterStepSize : new(OuterStepSizeShape.Cosine, 0.01, 0),
        ValidateEvery = 12,
        ValidationTasks = 6,
        TestTasks = 24,
    };
}
