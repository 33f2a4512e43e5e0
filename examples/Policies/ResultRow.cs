namespace AutogradMaml.Examples.Policies;

/// <summary>What one method earns after some inner steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Step">The number of inner steps.</param>
/// <param name="Mean">The mean return of sampled actions over the goals.</param>
/// <param name="HalfWidth95">Half the width of its 95 % interval over the goals.</param>
/// <param name="ModeMean">The mean return of the mean action.</param>
/// <param name="Iterations">The number of outer steps it was trained for; 0 if it was not.</param>
public sealed record ResultRow(Method Method, int Step, double Mean, double HalfWidth95, double ModeMean, long Iterations);
