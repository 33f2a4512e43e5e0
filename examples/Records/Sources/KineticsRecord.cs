using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the kinetics' results of examples/Materials: what a way to calibrate does with a number of measurements.</summary>
/// <param name="Method">The way.</param>
/// <param name="Measurements">The number of measurements; 0 where none are used.</param>
/// <param name="Rmse">The mean over the alloys of the error of X.</param>
/// <param name="Ci95">Half the width of its 95 % interval.</param>
/// <param name="Median">The median.</param>
/// <param name="Failed">The share of calibrations that failed.</param>
/// <param name="EnergyError">The median error of Q, in kJ/mol.</param>
/// <param name="ExponentError">The median error of n.</param>
internal sealed record KineticsRecord(
    string Method,
    int Measurements,
    double Rmse,
    double Ci95,
    double Median,
    double Failed,
    [property: JsonPropertyName("energy_error")] double EnergyError,
    [property: JsonPropertyName("exponent_error")] double ExponentError);
