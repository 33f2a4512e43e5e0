using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>A meta-gradient's part by one meta-parameter.</summary>
/// <param name="Name">The name of the meta-parameter.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="ExactNorm">The norm of the exact gradient.</param>
/// <param name="FirstOrderNorm">The norm of the first-order gradient.</param>
/// <param name="SecondOrderShare">|exact - first order| / |exact|; NaN when both are zero.</param>
/// <param name="Cosine">The cosine of the angle between the exact and the first-order gradient; NaN when one is zero.</param>
/// <param name="JudgedError">|judged - exact| / |exact|; NaN when both are zero.</param>
/// <param name="DifferenceError">The largest relative error of the exact gradient against finite differences.</param>
/// <param name="Confirmed">Whether finite differences confirm the exact gradient.</param>
public sealed record LayerCertificate(
    string Name,
    Shape Shape,
    double ExactNorm,
    double FirstOrderNorm,
    double SecondOrderShare,
    double Cosine,
    double JudgedError,
    double DifferenceError,
    bool Confirmed)
{
    /// <summary>The part in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name} {Shape}: |exact| {ExactNorm:E2}, 2nd order {SecondOrderShare:E2}, cosine {Cosine:F6}, " +
        $"judged {JudgedError:E2}, differences {DifferenceError:E2}, {(Confirmed ? "ok" : "FAILED")}");
}
