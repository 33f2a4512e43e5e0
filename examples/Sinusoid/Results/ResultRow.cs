using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>What one method does with some number of shots, after each number of inner steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Shots">The number of support points in the test.</param>
/// <param name="Iterations">The number of outer steps it was trained for; 0 if it was not.</param>
/// <param name="Seconds">How long its training took, in seconds of the clock; null if it was not trained or not in one sitting.</param>
/// <param name="Steps">The query losses over the test tasks after 0, 1, ... inner steps.</param>
internal sealed record ResultRow(Method Method, int Shots, long Iterations, double? Seconds, IReadOnlyList<LossSummary> Steps);
