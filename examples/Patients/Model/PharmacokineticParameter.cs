namespace AutogradMaml.Examples.Patients;

/// <summary>A number of the one-compartment model, held as its natural logarithm.</summary>
internal enum PharmacokineticParameter
{
    /// <summary>k_e, the rate of elimination, 1 / h.</summary>
    Elimination,

    /// <summary>k_a, the rate of absorption, 1 / h.</summary>
    Absorption,

    /// <summary>Cl, the clearance: the volume that is cleared of the drug in an hour; k_e V.</summary>
    Clearance,

    /// <summary>V, the volume in which the drug is spread out.</summary>
    Volume,
}
