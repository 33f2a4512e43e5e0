namespace AutogradMaml.Examples.Materials;

/// <summary>What choices are called on the command line and in the files.</summary>
internal static class Names
{
    /// <summary>The name of an experiment.</summary>
    public static string Of(Kind kind) => kind == Kind.Kinetics ? "kinetics" : "molecules";

    /// <summary>The name of a choice of times.</summary>
    public static string Of(TimeChoice times) => times == TimeChoice.Followed ? "followed" : "blind";
}
