using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>How one method is trained and tested on characters.</summary>
internal sealed record TrainingSettings : FewShotSettings
{
    /// <summary>The number of channels of each convolution block.</summary>
    public int Filters { get; init; } = 64;

    /// <summary>How many of the characters for training are set aside for validation; with 0 there is none.</summary>
    public int ValidationCharacters { get; init; } = Presets.UsualValidationCharacters;
}
