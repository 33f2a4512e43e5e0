using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>What a way to calibrate does with a number of measurements.</summary>
/// <param name="Method">The way.</param>
/// <param name="Measurements">The number of measurements; 0 where none are used.</param>
/// <param name="Errors">Over the alloys: the root mean square error of X at other times and temperatures.</param>
/// <param name="Failed">The number of alloys whose calibration failed.</param>
/// <param name="EnergyError">The median over the alloys of the error of Q, in kJ/mol.</param>
/// <param name="ExponentError">The median over the alloys of the error of n.</param>
/// <param name="Iterations">The number of outer steps of its training; 0 for none.</param>
/// <param name="Seconds">The time of its training; null for none, and where it was not done in one sitting.</param>
internal sealed record KineticsRow(
    KineticsMethod Method,
    int Measurements,
    LossSummary Errors,
    int Failed,
    double EnergyError,
    double ExponentError,
    long Iterations,
    double? Seconds);
