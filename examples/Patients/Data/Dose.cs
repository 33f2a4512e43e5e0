namespace AutogradMaml.Examples.Patients;

/// <summary>A dose that a patient got.</summary>
/// <param name="Time">When, in hours.</param>
/// <param name="Amount">How much, in the study's unit; by weight where the study's model goes by weight.</param>
/// <param name="Interval">Where the same dose had been given so often before that the concentration repeats itself (steady state): the time
/// between two of them, in hours. 0 for a single dose, to which the doses before it add.</param>
internal readonly record struct Dose(double Time, double Amount, double Interval = 0);
