namespace AutogradMaml.Catalogue;

/// <summary>The names of the checks, as reports print them.</summary>
internal static class CheckNames
{
    public const string Value = "value";
    public const string Differences = "differences";
    public const string GradientInDouble = "gradient in double";
    public const string Adjointness = "vjp against jvp";
    public const string LinearityInCotangent = "linear in cotangent";
    public const string LinearityInTangent = "linear in tangent";
    public const string Symmetry = "hessian symmetry";
    public const string Modes = "mode mixes";
    public const string Constant = "constant inputs";
    public const string Replay = "replay";
}
