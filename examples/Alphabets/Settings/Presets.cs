namespace AutogradMaml.Examples.Alphabets;

/// <summary>The lengths of a run.</summary>
internal static class Presets
{
    /// <summary>A look at everything in seconds: far from converged.</summary>
    public static Preset Quick { get; } = new()
    {
        Name = "quick",
        Iterations = 60,
        MetaBatch = 4,
        Filters = 8,
        Alphabets = 3,
        Characters = 3,
        StepsEach = 2,
        TestTasks = 40,
    };

    /// <summary>Twenty characters of four alphabets, and long enough for real data: some half an hour for all methods.</summary>
    public static Preset Full { get; } = new()
    {
        Name = "full",
        Iterations = 4000,
        MetaBatch = 4,
        Filters = 32,
        Alphabets = 4,
        Characters = 5,
        StepsEach = 3,
        TestTasks = 400,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Full];
}
