namespace AutogradMaml.Examples.Patients;

/// <summary>A population: patient i has the parameters mean + b_i, b_i normal with the deviations, and measurements with a normal
/// residual.</summary>
/// <param name="Mean">The mean of each parameter's natural logarithm.</param>
/// <param name="Deviations">Its standard deviation between patients; 0 where all have the same.</param>
/// <param name="Residual">The standard deviation of a measured concentration.</param>
/// <param name="LogLikelihood">The logarithm of the likelihood, of the model made linear about each patient's own parameters.</param>
internal sealed record Population(double[] Mean, double[] Deviations, double Residual, double LogLikelihood);
