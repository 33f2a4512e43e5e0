using System.Text.Json.Serialization;

namespace AutogradMaml.Examples.Records;

/// <summary>A line of the results of examples/Bandits: what a method earns in tasks of one size.</summary>
/// <param name="Method">The method.</param>
/// <param name="Arms">The number of arms of a bandit; null of a process.</param>
/// <param name="Pulls">The pulls of a bandit; null of a process.</param>
/// <param name="Episodes">The episodes of a process; null of a bandit.</param>
/// <param name="Mean">The mean over the tasks of the sum of rewards.</param>
/// <param name="Ci95">Half the width of its 95 % interval.</param>
/// <param name="MeanMode">The mean where the most probable action is taken each time; null where it was not tried.</param>
/// <param name="Tasks">The number of tasks.</param>
/// <param name="Iterations">For how many outer steps the method was trained; 0 if it was not.</param>
internal sealed record BanditRecord(
    string Method, int? Arms, int? Pulls, int? Episodes, double? Mean, double? Ci95,
    [property: JsonPropertyName("mean_mode")] double? MeanMode, int Tasks, long Iterations);
