namespace AutogradMaml.Examples.Navigation;

/// <summary>The lengths of a run.</summary>
/// <remarks>
/// [F] is Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, section 5.3, or its published code; [own] is our choice. In all of
/// them: horizon 100, two layers of ReLU, an inner step of 0.5 and then half of it, a trust region of 0.01 and a linear baseline [F], but
/// for what the best preset says of MAML.
/// </remarks>
internal static class Presets
{
    /// <summary>A look at everything in seconds: far from converged.</summary>
    public static Preset Quick { get; } = new() { Name = "quick", Iterations = 5, Goals = 8, Rollouts = 10, TestRollouts = 10, Width = 32 };

    /// <summary>The schedule of the published code.</summary>
    public static Preset Paper { get; } = new()
    {
        Name = "paper",
        Iterations = 100,   // [F]
        Goals = 40,         // [F]
        Rollouts = 20,      // [F]
        TestRollouts = 40,  // [F]: 4,000 steps of each policy
        Width = 100,        // [F]
    };

    /// <summary>The best training of MAML that was found, [own]: judged after each of the three steps of the test, whose sizes are learned,
    /// from as many rollouts as the test has, for longer. Goals, net and test are the paper's.</summary>
    public static Preset Best { get; } = Paper with
    {
        Name = "best",
        Iterations = 400,
        OtherIterations = Paper.Iterations,
        Rollouts = Paper.TestRollouts,
        StepWeights = [1.5, 1, 1],
        LearnsStepSizes = true,
        OuterStepSize = 0.005,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper, Best];
}
