namespace AutogradMaml.Data;

/// <summary>One of the two official parts.</summary>
/// <param name="Name">The name of its archive without <c>.zip</c>, of its folder, and of the first part of every path in it.</param>
/// <param name="Characters">How many characters it has.</param>
internal sealed record OmniglotPart(string Name, int Characters)
{
    public const int Drawers = 20;

    /// <summary>The rows and columns of a drawing.</summary>
    public const int Side = 105;

    public static OmniglotPart Background { get; } = new("images_background", 964);

    public static OmniglotPart Evaluation { get; } = new("images_evaluation", 659);

    public string Archive => Name + ".zip";
}
