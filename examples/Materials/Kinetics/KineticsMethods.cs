namespace AutogradMaml.Examples.Materials;

/// <summary>What the ways to calibrate are called in tables and files.</summary>
internal static class KineticsMethods
{
    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<KineticsMethod> All { get; } = Enum.GetValues<KineticsMethod>();

    /// <summary>The name of one.</summary>
    public static string NameOf(KineticsMethod method) => method switch
    {
        KineticsMethod.MeanAlloy => "mean alloy",
        KineticsMethod.LeastSquaresTextbook => "least squares, textbook start",
        KineticsMethod.LeastSquaresMean => "least squares, mean start",
        KineticsMethod.Posterior => "maximum a posteriori",
        KineticsMethod.MetaSgd => "meta-sgd",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
    };
}
