namespace AutogradMaml.Examples.Patients;

/// <summary>The values by which patients of a study are simulated.</summary>
/// <param name="Patients">How many.</param>
/// <param name="Population">The mean of each parameter's natural logarithm, in the order of the study's.</param>
/// <param name="Deviations">Its standard deviation between patients.</param>
/// <param name="Residual">The standard deviation of a measured concentration.</param>
/// <param name="Amounts">The first dose, and those that follow.</param>
/// <param name="DoseEvery">The hours between doses; null where there is one alone.</param>
/// <param name="Times">The times of the samples, in hours.</param>
internal sealed record SimulatedStudy(
    int Patients, IReadOnlyList<double> Population, IReadOnlyList<double> Deviations, double Residual, (double First, double Next) Amounts,
    double? DoseEvery, IReadOnlyList<double> Times);
