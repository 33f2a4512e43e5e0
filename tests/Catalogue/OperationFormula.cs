namespace AutogradMaml.Catalogue;

/// <summary>An operation in a line.</summary>
/// <param name="Formula">What it computes.</param>
/// <param name="Derivative">Its derivative.</param>
internal sealed record OperationFormula(string Formula, string Derivative);
