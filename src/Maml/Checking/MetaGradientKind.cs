namespace AutogradMaml.Maml;

/// <summary>What a meta-gradient turned out to be.</summary>
public enum MetaGradientKind
{
    /// <summary>It is the exact one, confirmed by finite differences, and that differs from the first-order one.</summary>
    SecondOrder,

    /// <summary>It is the first-order one: the term with the Hessians of the support losses is missing.</summary>
    FirstOrder,

    /// <summary>At this point the exact and the first-order gradient are the same but for rounding, so that no gradient can show which it
    /// is.</summary>
    Indistinguishable,

    /// <summary>It is neither the exact nor the first-order one.</summary>
    Neither,

    /// <summary>The exact gradient was not confirmed by finite differences, so that there is nothing to hold others against.</summary>
    Unconfirmed,
}
