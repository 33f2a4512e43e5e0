namespace AutogradMaml.Examples.Locomotion;

/// <summary>A length of the run.</summary>
/// <param name="Name">The name on the command line and in the results.</param>
/// <param name="IsPublished">Whether it is the published schedule; otherwise a look at everything in seconds, far from converged.</param>
internal sealed record Preset(string Name, bool IsPublished)
{
    /// <summary>A look at everything in seconds.</summary>
    public static Preset Quick { get; } = new("quick", IsPublished: false);

    /// <summary>The published schedule: minutes to hours.</summary>
    public static Preset Paper { get; } = new("paper", IsPublished: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Quick, Paper];

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}
