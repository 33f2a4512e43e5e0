namespace AutogradMaml.Examples.Patients;

/// <summary>The rows of the table.</summary>
internal enum Method
{
    /// <summary>The same curve for every patient: the means of the hierarchical model.</summary>
    Population,

    /// <summary>Least squares on the patient's own first samples alone.</summary>
    OwnSamples,

    /// <summary>The hierarchical model's maximum a posteriori, what specialists use.</summary>
    Hierarchical,

    /// <summary>The compartment with a meta-learned start and step sizes.</summary>
    MetaLearned,

    /// <summary>A net with a meta-learned start and step sizes.</summary>
    BlackBox,
}
