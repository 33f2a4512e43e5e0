namespace AutogradMaml.Examples.Materials;

/// <summary>The ways to tell a molecule's activity.</summary>
internal enum MoleculeMethod
{
    /// <summary>The mean of the support molecules.</summary>
    SupportMean,

    /// <summary>Ridge regression on the fingerprints of the support molecules alone.</summary>
    RidgeOwn,

    /// <summary>Ridge regression on the fingerprints of all molecules of other families.</summary>
    RidgeOthers,

    /// <summary>The same, and a second one on what it leaves of the support molecules.</summary>
    RidgeBoth,

    /// <summary>A net trained on all molecules of other families.</summary>
    Pretrained,

    /// <summary>The same, its last layer then tuned to the support molecules.</summary>
    PretrainedTuned,

    /// <summary>A net whose last layer adapts by steps of learned sizes: ANIL.</summary>
    Anil,

    /// <summary>A net whose last layer is a ridge regression on the support molecules: R2-D2.</summary>
    R2D2,
}
