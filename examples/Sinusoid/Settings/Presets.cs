using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The presets. Every number of the experiment stands here, with its source.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>[F] Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of deep networks, 2017, section 5.1, and its
/// published code.</item>
/// <item>[N] Nichol, Achiam and Schulman, On first-order meta-learning algorithms, 2018.</item>
/// <item>[A] Antoniou, Edwards and Storkey, How to train your MAML, 2019.</item>
/// <item>[Z] Zintgraf, Shiarlis, Kurin, Hofmann and Whiteson, Fast context adaptation via meta-learning, 2019, section 5.1.</item>
/// <item>[L] Li, Zhou, Chen and Li, Meta-SGD: learning to learn quickly for few-shot learning, 2017, section 4.1.</item>
/// <item>[B] Bertinetto, Henriques, Torr and Vedaldi, Meta-learning with differentiable closed-form solvers, 2019.</item>
/// <item>[own] chosen here by experiment.</item>
/// </list>
/// The net is 1-40-40-1 with ReLU in all of them [F]; that of the oracle has the numbers of the curve as further inputs.
/// </remarks>
internal static class Presets
{
    // A step of Adam of 0.001 and 25 tasks in a meta-batch: the published code [F].
    private static readonly MethodSettings PaperMaml = new()
    {
        Iterations = 70_000,                                // [F], published code
        Start = NetStart.FanIn,                             // [own]: from the published code's small start the same schedule ends higher
        Shots = 10,                                         // [F]: trained with K = 10
        Queries = 10,                                       // [F], published code: as many as support points
        InnerSteps = 1,                                     // [F]
        InnerStepSize = 0.01,                               // [F]
        MetaBatch = 25,                                     // [F], published code
        TasksPerBlock = 13,                                 // [own]: two blocks, one for each of two threads
        OuterStepSize = OuterStepSize.Constant(0.001),      // [F]
    };

    private static readonly MethodSettings DefaultMaml = PaperMaml with { Iterations = 30_000 };

    private static readonly MethodSettings BestMaml = DefaultMaml with
    {
        Shots = 5,                                          // [own]: as in the test
        InnerSteps = 10,                                    // [own]: as in the test
        InnerStepSize = 0.005,                              // [own]: where the learned sizes start
        LargestInnerStepSize = 0.03,                        // [A], section 4: learned for each parameter tensor and step; the bound [own]
        LossWeights = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1],
        // [A], section 4: losses after several steps; the three that the test tells [own]
        OuterStepSize = new(OuterStepSizeShape.Cosine, 0.001, 0), // [A], section 4
        ClipNorm = 10,                                      // [own]: the net is steep early in training
    };

    // Beside it the last layer in closed form [B], which has no steps to learn.
    private static readonly MethodSettings BestRidge = DefaultMaml with
    {
        Shots = 5,                                          // [own]: as in the test
        OuterStepSize = new(OuterStepSizeShape.Cosine, 0.003, 0), // [own]
        ClipNorm = 10,                                      // [own]
    };

    private static readonly MethodSettings CaviaMaml = PaperMaml with
    {
        Iterations = 50_000,                                // [Z], published code
        Shots = 10,                                         // [Z]
        Queries = 10,                                       // [Z], published code
        MetaBatch = 25,                                     // [Z], published code
        OuterStepSize = new(OuterStepSizeShape.Cosine, 0.001, 0), // [own]: the published code keeps 0.001
    };

    private static readonly MethodSettings CaviaContext = CaviaMaml with
    {
        InnerStepSize = 1,                                  // [Z]
        ClipNorm = 10,                                      // [own]: the published code clamps each element of each task's gradient to 10
    };

    private static readonly MethodSettings MetaSgdMaml = PaperMaml with
    {
        Iterations = 60_000,                                // [L]
        OuterStepSize = new(OuterStepSizeShape.Cosine, 0.001, 0), // [own]
        ClipNorm = 10,                                      // [own]
    };

    /// <summary>A look at everything in seconds: far from converged.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        TestShots = [10],
        TestTasks = 100,
        TestQueries = 100,
        TestSteps = 10,
        Methods = Quicker(Train(DefaultMaml with { Iterations = 2_000 })),
    };

    /// <summary>Half a minute on two cores: every method is where its curve is known.</summary>
    public static Preset Default { get; } = new()
    {
        Name = "default",
        TestShots = [5, 10, 20],                            // [F]
        TestTasks = 600,                                    // [F], published code
        TestQueries = 100,                                  // [own]: the mean over 100 points is near enough to that over the curve
        TestSteps = 10,                                     // [F]
        Methods = Train(DefaultMaml),
    };

    /// <summary>The schedule of the paper.</summary>
    public static Preset Paper { get; } = Default with { Name = "paper", Methods = Train(PaperMaml) };

    /// <summary>The paper's net, task distribution and test, and the best training found for exact MAML with five shots.</summary>
    public static Preset Best { get; } = Default with { Name = "best", Methods = With(Train(BestMaml), (Method.R2D2, BestRidge)) };

    /// <summary>The experiment of [Z]: context of one, two and five numbers, beside MAML.</summary>
    public static Preset Cavia { get; } = Default with
    {
        Name = "cavia",
        TestShots = [10],                                   // [Z]
        TestTasks = 1000,                                   // [own]
        TestSteps = 5,                                      // [own]: trained with one, [Z]
        Methods = With(
            Beside(CaviaMaml),
            (Method.Cavia1, CaviaContext with { Context = 1 }),
            (Method.Cavia2, CaviaContext with { Context = 2 }),
            (Method.Cavia5, CaviaContext with { Context = 5 })),
    };

    /// <summary>The experiment of [L]: the frequency differs too, and each number of shots has its own training.</summary>
    public static Preset MetaSgd { get; } = Default with
    {
        Name = "meta-sgd",
        TrainsForEach = true,                               // [L]
        Frequencies = (0.8, 1.2),                           // [L]
        TestTasks = 1000,                                   // [own]
        TestSteps = 5,                                      // [own]: trained with one, [L]
        Methods = With(Beside(MetaSgdMaml), (Method.MetaSgd, MetaSgdMaml)),
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Default, Paper, Best, Cavia, MetaSgd];

    // With an inner step of 0.01, as in the other presets, one of four seeds came upon a task so steep that its inner loop overflowed
    // [own].
    private static Dictionary<Method, MethodSettings> Quicker(Dictionary<Method, MethodSettings> methods)
    {
        methods[Method.Reptile] = methods[Method.Reptile] with { InnerStepSize = 0.005 };
        return methods;
    }

    /// <summary>A MAML, with the two rows that always stand in the table.</summary>
    private static Dictionary<Method, MethodSettings> Beside(MethodSettings maml)
    {
        Dictionary<Method, MethodSettings> all = Train(maml);
        return new() { [Method.Maml] = maml, [Method.Random] = all[Method.Random], [Method.Oracle] = all[Method.Oracle] };
    }

    private static Dictionary<Method, MethodSettings> With(
        Dictionary<Method, MethodSettings> methods, params ReadOnlySpan<(Method Method, MethodSettings Settings)> more)
    {
        foreach ((Method method, MethodSettings settings) in more)
        {
            methods.Add(method, settings);
        }

        return methods;
    }

    /// <summary>All methods beside a MAML: with its start, length and meta-batch.</summary>
    private static Dictionary<Method, MethodSettings> Train(MethodSettings maml)
    {
        // Trained on the same tasks without adaptation, and adapted in the test with the paper's step.
        MethodSettings joint = maml with
        {
            InnerSteps = 1,
            InnerStepSize = 0.01,
            LargestInnerStepSize = null,
            LossWeights = null,
            ClipNorm = null,
            OuterStepSize = OuterStepSize.Constant(0.001),
        };
        return new()
        {
            [Method.Maml] = maml,

            // Step sizes learned from first-order gradients grow until an inner loop diverges [own]: nothing tells them that the gradient
            // changes along the way. So first order keeps the paper's one step where MAML learns its steps.
            [Method.Fomaml] = maml.LargestInnerStepSize is null ? maml : joint with { ClipNorm = maml.ClipNorm },
            [Method.Reptile] = joint with
            {
                Shots = maml.Shots + maml.Queries,          // [own]: the points that MAML sees of a task in its two sets
                InnerSteps = 10,                            // [own]
                InnerBatch = (maml.Shots + maml.Queries) / 2, // [N], section 5: each step sees other points than the one before
                OuterRule = OuterRule.Sgd,                  // [N], algorithm 2
                OuterStepSize = new(OuterStepSizeShape.Linear, 1, 0), // [N], section 6 and published code
            },
            [Method.Pretrained] = joint,
            [Method.Random] = joint,
            [Method.Oracle] = joint,
        };
    }
}
