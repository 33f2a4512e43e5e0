namespace AutogradMaml.Examples.Patients;

/// <summary>A measured concentration.</summary>
/// <param name="Time">When it was taken, in hours.</param>
/// <param name="Concentration">The concentration of the drug, in the study's unit.</param>
internal readonly record struct Sample(double Time, double Concentration);
