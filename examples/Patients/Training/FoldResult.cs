namespace AutogradMaml.Examples.Patients;

/// <summary>What the methods do on the patients of one fold.</summary>
/// <param name="Study">The study.</param>
/// <param name="Support">The number of first samples that are adapted to.</param>
/// <param name="Fold">The number of the fold, from 0.</param>
/// <param name="Patients">The held-out patients.</param>
/// <param name="Chosen">The settings that were chosen inside of the training fold, in words.</param>
/// <param name="Errors">The root mean square error of each of them by method, in the order of <see cref="Method"/>.</param>
internal sealed record FoldResult(
    string Study, int Support, int Fold, IReadOnlyList<string> Patients, string Chosen, IReadOnlyList<IReadOnlyList<double>> Errors);
