namespace AutogradMaml.Examples.Patients;

/// <summary>The studies.</summary>
/// <remarks>
/// Sources of the data: theophylline, Boeckmann, Sheiner and Beal, NONMEM users guide, part V, 1994; phenobarbital, Grasela and Donn,
/// Developmental Pharmacology and Therapeutics 8, 1985; quinidine, Verme et al., Clinical Pharmacology and Therapeutics 52, 1992; all three
/// as distributed with R (datasets, nlme). The values of the simulations are those of a mixed-effects fit to these data by R's nlme 3.1,
/// its times the means of theirs.
/// </remarks>
internal static class Studies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        new()
        {
            Name = "theophylline",
            Patients = "subjects",
            Parameters =
            [
                (PharmacokineticParameter.Elimination, -2.5),
                (PharmacokineticParameter.Absorption, 0.4),
                (PharmacokineticParameter.Clearance, -3.2),
            ],
            Varying = [PharmacokineticParameter.Absorption, PharmacokineticParameter.Clearance],
            Supports = [4],
            Columns = new("Subject", "Time", "conc", "Dose", DoseAtStart: true),
            Simulation = new(
                12, [-2.455, 0.463, -3.227], [0, 0.639, 0.166], 0.748, (4.6, 0), null,
                [0.25, 0.57, 1.12, 2.02, 3.82, 5.1, 7.03, 9.05, 12.12, 24.37]),
        },
        new()
        {
            Name = "phenobarbital",
            Patients = "infants",
            Parameters = [(PharmacokineticParameter.Volume, 0), (PharmacokineticParameter.Clearance, -5.3)],
            Varying = [PharmacokineticParameter.Volume, PharmacokineticParameter.Clearance],
            Supports = [1, 2, 3],
            Folds = 5,
            Columns = new("Subject", "time", "conc", "dose", Weight: "Wt"),
            Simulation = new(
                59, [-0.007, -5.361], [0.186, 0.204], 2.71, (18, 2.6), 12, [2, 50, 112, 160, 200]),
        },
        new()
        {
            Name = "quinidine",
            Patients = "patients",
            Parameters =
            [
                (PharmacokineticParameter.Volume, 5.3),
                (PharmacokineticParameter.Absorption, -0.4),
                (PharmacokineticParameter.Clearance, 2.5),
            ],
            Varying = [PharmacokineticParameter.Volume, PharmacokineticParameter.Clearance],
            Supports = [1, 2, 3],
            Folds = 5,
            Columns = new("Subject", "time", "conc", "dose", Interval: "interval"),
            Simulation = new(
                136, [5.382, -0.273, 2.470], [0, 0, 0.321], 0.759, (230, 230), 7, [10, 40, 75, 110]),
        },
    ];
}
