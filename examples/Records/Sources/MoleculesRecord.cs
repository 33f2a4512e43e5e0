using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the molecules' results of examples/Materials: what a way to tell activities does in families never seen.</summary>
/// <param name="Method">The way.</param>
/// <param name="Families">The number of families.</param>
/// <param name="Rmse">The mean over the families of the error.</param>
/// <param name="Ci95">Half the width of its 95 % interval.</param>
/// <param name="Difference">The mean of that less the error of the best way that is not meta-learned.</param>
/// <param name="DifferenceCi95">Half the width of its 95 % interval.</param>
/// <param name="Iterations">For how many outer steps each net was trained; 0 where there is none.</param>
internal sealed record MoleculesRecord(
    string Method,
    int Families,
    double Rmse,
    double Ci95,
    double Difference,
    [property: JsonPropertyName("difference_ci95")] double DifferenceCi95,
    long Iterations);
