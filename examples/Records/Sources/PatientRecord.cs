using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Patients: how well a method predicts the held-out patients of a study.</summary>
/// <param name="Data">The study.</param>
/// <param name="Method">The method.</param>
/// <param name="Support">The number of first samples that are adapted to.</param>
/// <param name="Subjects">The number of patients.</param>
/// <param name="Rmse">The mean over the patients of their root mean square errors.</param>
/// <param name="Ci95">Half the width of its 95 % interval.</param>
/// <param name="Difference">The mean difference to the hierarchical model, patient by patient.</param>
/// <param name="DifferenceCi95">Half the width of its 95 % interval.</param>
internal sealed record PatientRecord(
    string Data, string Method, int Support, int Subjects, double? Rmse, double? Ci95, double? Difference,
    [property: JsonPropertyName("difference_ci95")] double? DifferenceCi95);
