using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>What a way to tell activities does.</summary>
/// <param name="Method">The way.</param>
/// <param name="Errors">Over the families: the root mean square error.</param>
/// <param name="Difference">Over the families: that less the error of the best way that is not meta-learned, chosen by its mean.</param>
/// <param name="Iterations">The number of outer steps of its trainings; 0 for none.</param>
internal sealed record MoleculeResult(MoleculeMethod Method, LossSummary Errors, LossSummary Difference, long Iterations);
