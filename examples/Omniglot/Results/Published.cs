namespace AutogradMaml.Examples.Omniglot;

/// <summary>The accuracies that the papers report, in percent, transductive, with the papers' confidence intervals.</summary>
/// <remarks>Sources: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, table 1; Nichol, Achiam and Schulman, On first-order
/// meta-learning algorithms, 2018, table 2, which also has first-order MAML.</remarks>
internal static class Published
{
    /// <summary>The reported accuracy in words; null if there is none.</summary>
    public static string? Words(RunOptions options) => (options.Method.Name, options.Net, options.Ways, options.Shots) switch
    {
        ("maml", NetKind.Conv, 5, 1) => "98.7 ± 0.4 %",
        ("maml", NetKind.Conv, 5, 5) => "99.9 ± 0.1 %",
        ("maml", NetKind.Conv, 20, 1) => "95.8 ± 0.3 %",
        ("maml", NetKind.Conv, 20, 5) => "98.9 ± 0.2 %",
        ("maml", NetKind.Mlp, 5, 1) => "89.7 ± 1.1 %",
        ("maml", NetKind.Mlp, 5, 5) => "97.5 ± 0.6 %",
        ("fomaml", NetKind.Conv, 5, 1) => "98.3 ± 0.5 %",
        ("fomaml", NetKind.Conv, 5, 5) => "99.2 ± 0.2 %",
        ("fomaml", NetKind.Conv, 20, 1) => "89.4 ± 0.5 %",
        ("fomaml", NetKind.Conv, 20, 5) => "97.9 ± 0.1 %",
        ("reptile", NetKind.Conv, 5, 1) => "97.68 ± 0.04 %",
        ("reptile", NetKind.Conv, 5, 5) => "99.48 ± 0.06 %",
        ("reptile", NetKind.Conv, 20, 1) => "89.43 ± 0.14 %",
        ("reptile", NetKind.Conv, 20, 5) => "97.12 ± 0.32 %",
        _ => null,
    };
}
