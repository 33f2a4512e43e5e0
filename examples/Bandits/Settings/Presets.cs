namespace AutogradMaml.Examples.Bandits;

/// <summary>The lengths of a run.</summary>
/// <remarks>The tasks are those of Duan et al., RL^2, 2016, section 3; the schedules are our choice.</remarks>
internal static class Presets
{
    /// <summary>A look at everything in seconds: far from converged.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        Iterations = 20,
        MetaBatch = 32,
        Trials = 4,
        Width = 16,
        WidthByChoice = 8,
        TestTasks = 1000,
    };

    /// <summary>Long enough to come near the optimum of 10 pulls of 5 arms.</summary>
    public static Preset Full { get; } = new()
    {
        Name = "full",
        Iterations = 1200,
        MetaBatch = 128,
        Trials = 8,
        Width = 48,
        WidthByChoice = 16,
        TestTasks = 100_000,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Full];
}
