using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Images;

/// <summary>How one method is trained and tested on images in colour.</summary>
internal sealed record ImageSettings : FewShotSettings
{
    /// <summary>The number of classes of a training task; as in the test when null.</summary>
    public int? TrainingWays { get; init; }

    /// <summary>Whether the net is as narrow as a look in seconds needs it.</summary>
    public bool IsNarrow { get; init; }
}
