namespace AutogradMaml.Nn;

/// <summary>What a pass tells layers that keep statistics to do with them.</summary>
public enum StatisticsUse
{
    /// <summary>It says nothing of them.</summary>
    None,

    /// <summary>Normalizes by the batch and hands its statistics out.</summary>
    Collect,

    /// <summary>Normalizes by the statistics that it brings in.</summary>
    Given,

    /// <summary>Normalizes by the batch and hands running statistics out that have taken it in.</summary>
    Update,
}
