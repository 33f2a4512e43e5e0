namespace AutogradMaml.Examples.Patients;

/// <summary>The presets.</summary>
internal static class Presets
{
    /// <summary>Seconds: a few folds of one study and few outer steps.</summary>
    public static Preset Quick { get; } = new(
        "quick", [Studies.All[0]], 60, 3, 2, [new(1, NeighbouringSupports: false), new(5, NeighbouringSupports: true)], 1);

    /// <summary>All studies, every fold, settings chosen among six. Where one patient is left out at a time, so it is inside of the
    /// training patients.</summary>
    public static Preset Paper { get; } = new(
        "paper", Studies.All, 300, int.MaxValue, 4,
        [
            .. from steps in (int[])[5, 10, 20]
               from neighbouring in (bool[])[false, true]
               select new MetaSettings(steps, neighbouring),
        ],
        int.MaxValue);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper];
}
