using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Navigation and examples/Locomotion: what a method earns after some inner steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Step">The number of inner steps.</param>
/// <param name="Mean">The mean return of sampled actions.</param>
/// <param name="Ci95">Half the width of its 95 % interval.</param>
/// <param name="MeanAction">The mean return of the mean action.</param>
/// <param name="Iterations">For how many outer steps the method was trained; 0 if it was not.</param>
internal sealed record PolicyRecord(
    string Method, int Step, double? Mean, double? Ci95, [property: JsonPropertyName("mean_action")] double? MeanAction, long Iterations);
