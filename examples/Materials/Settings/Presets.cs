namespace AutogradMaml.Examples.Materials;

/// <summary>The lengths of a run. All numbers are our choice.</summary>
internal static class Presets
{
    /// <summary>A look at everything in seconds.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        Measurements = [3, 6],
        KineticsIterations = 600,
        TrainingAlloys = 200,
        TestAlloys = 100,
        MoleculeIterations = 20,
        Folds = 4,
        TestedFolds = 1,
        Draws = 2,
        SimulatedOfFamily = 14,
    };

    /// <summary>What the records were made with.</summary>
    public static Preset Paper { get; } = new()
    {
        Name = "paper",
        Measurements = [3, 4, 5, 6, 8, 12, 24],
        KineticsIterations = 6000,
        TrainingAlloys = 200,
        TestAlloys = 1000,
        MoleculeIterations = 400,
        Folds = 4,
        TestedFolds = 4,
        Draws = 40,
        SimulatedOfFamily = 40,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper];
}
