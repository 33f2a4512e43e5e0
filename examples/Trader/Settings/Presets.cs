namespace AutogradMaml.Examples.Trader;

/// <summary>The lengths of a run.</summary>
internal static class Presets
{
    /// <summary>A look at everything in seconds.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        Iterations = 120,
        MetaBatch = 16,
        InnerSteps = 3,
        StepSizes = [1, 3],
        TuningSteps = [1, 3, 10],
        Resamples = 300,
        Assets = 18,
        Days = 2000,
    };

    /// <summary>The numbers of docs/applications/trader.md.</summary>
    public static Preset Paper { get; } = new()
    {
        Name = "paper",
        Iterations = 1200,
        MetaBatch = 64,
        InnerSteps = 3,
        StepSizes = [0.03, 0.1, 0.3, 1, 3],
        TuningSteps = [1, 3, 10, 30],
        Resamples = 2000,
        Assets = 30,
        Days = 2528,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper];
}
