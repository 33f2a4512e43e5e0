namespace AutogradMaml.Examples.Patients;

/// <summary>A drug that was given to some patients: what is measured, by which model, and how methods are tested on it.</summary>
internal sealed record Study
{
    /// <summary>The name on the command line, in tables and files.</summary>
    public required string Name { get; init; }

    /// <summary>What a patient is called in the plural.</summary>
    public required string Patients { get; init; }

    /// <summary>The unit of concentrations.</summary>
    public string Unit { get; init; } = "mg/L";

    /// <summary>The model's parameters, with the natural logarithms of textbook values, where every fit starts.</summary>
    public required IReadOnlyList<(PharmacokineticParameter Kind, double Start)> Parameters { get; init; }

    /// <summary>Which of them differ from patient to patient in the hierarchical model.</summary>
    public required IReadOnlyList<PharmacokineticParameter> Varying { get; init; }

    /// <summary>The numbers of first samples that are adapted to.</summary>
    public required IReadOnlyList<int> Supports { get; init; }

    /// <summary>The number of folds; null to leave one patient out at a time.</summary>
    public int? Folds { get; init; }

    /// <summary>Where the rows stand.</summary>
    public required PatientColumns Columns { get; init; }

    /// <summary>The values by which patients are simulated where there are no data.</summary>
    public required SimulatedStudy Simulation { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
