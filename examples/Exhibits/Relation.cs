namespace AutogradMaml.Examples.Exhibits;

/// <summary>How a measured number is held against a predicted one.</summary>
public enum Relation
{
    /// <summary>They differ by no more than the tolerance.</summary>
    Equal,

    /// <summary>The measured one is no less than the predicted one, but for the tolerance.</summary>
    AtLeast,

    /// <summary>The measured one is no more than the predicted one, but for the tolerance.</summary>
    AtMost,
}
