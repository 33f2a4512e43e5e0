using System.Globalization;

namespace AutogradMaml.Examples.Patients;

/// <summary>How a start and step sizes are learned. Which settings are used is chosen inside of the training fold.</summary>
/// <param name="Steps">The number of inner steps.</param>
/// <param name="NeighbouringSupports">Whether patients are training tasks with one sample fewer and one more as well.</param>
internal sealed record MetaSettings(int Steps, bool NeighbouringSupports)
{
    /// <summary>The settings of the black box, which are not chosen.</summary>
    public static MetaSettings BlackBox { get; } = new(5, true);

    /// <summary>The numbers of first samples that training tasks adapt to.</summary>
    /// <param name="support">The number in the test.</param>
    public IReadOnlyList<int> Supports(int support)
        => NeighbouringSupports ? [.. ((int[])[support - 1, support, support + 1]).Where(static count => count > 0)] : [support];

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Steps} {(Steps == 1 ? "step" : "steps")}, {(NeighbouringSupports ? "neighbouring supports" : "one support")}");
}
