namespace AutogradMaml.Examples.Images;

/// <summary>The accuracies on miniImageNet that the papers report, with the papers' 95 % intervals.</summary>
/// <remarks>Sources: Finn, Abbeel and Levine, Model-agnostic meta-learning, 2017, table 1, which also has first-order MAML; Nichol, Achiam
/// and Schulman, On first-order meta-learning algorithms, 2018, table 1; Snell, Swersky and Zemel, Prototypical networks for few-shot
/// learning, 2017, table 2.</remarks>
internal static class Published
{
    /// <summary>The reported accuracy in words; null if there is none.</summary>
    public static string? Words(RunOptions options) => (options.Method.Name, options.Net, options.Ways, options.Shots) switch
    {
        ("maml", NetKind.Conv32, 5, 1) => "48.70 ± 1.84 %, transductive",
        ("maml", NetKind.Conv32, 5, 5) => "63.11 ± 0.92 %, transductive",
        ("fomaml", NetKind.Conv32, 5, 1) => "48.07 ± 1.75 %, transductive",
        ("fomaml", NetKind.Conv32, 5, 5) => "63.15 ± 0.91 %, transductive",
        ("reptile", NetKind.Conv32, 5, 1) => "49.97 ± 0.32 %, transductive",
        ("reptile", NetKind.Conv32, 5, 5) => "65.99 ± 0.58 %, transductive",
        ("prototypical", NetKind.Conv64, 5, 1) => "49.42 ± 0.78 %",
        ("prototypical", NetKind.Conv64, 5, 5) => "68.20 ± 0.66 %",
        _ => null,
    };
}
