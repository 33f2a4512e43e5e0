namespace AutogradMaml.Examples.Patients;

/// <summary>The columns of a file of patients: a row is a sample, a dose, or both.</summary>
/// <param name="Subject">Who.</param>
/// <param name="Time">When, in hours.</param>
/// <param name="Concentration">The measured concentration; NA where none was.</param>
/// <param name="Dose">The dose; NA where none was given.</param>
/// <param name="Interval">The interval of a dose at steady state; null where there is no such column.</param>
/// <param name="Weight">The weight in kg, by which doses are divided; null where doses are taken as they stand.</param>
/// <param name="DoseAtStart">Whether each row repeats the one dose that was given at time 0; else a row's dose was given at its
/// time.</param>
internal sealed record PatientColumns(
    string Subject, string Time, string Concentration, string Dose, string? Interval = null, string? Weight = null,
    bool DoseAtStart = false);
