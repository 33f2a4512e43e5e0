using System.Globalization;

namespace AutogradMaml.Examples.Exhibits;

/// <summary>A number that theory predicts beside the one that was measured.</summary>
/// <param name="What">What it is.</param>
/// <param name="Relation">How the two are compared.</param>
/// <param name="Predicted">The predicted number.</param>
/// <param name="Measured">The measured one.</param>
/// <param name="Tolerance">By how much the two may miss each other, absolutely.</param>
/// <param name="Reason">Why that tolerance.</param>
public sealed record Claim(string What, Relation Relation, double Predicted, double Measured, double Tolerance, string Reason)
{
    /// <summary>Whether the measured number agrees. A number that is not finite agrees with nothing.</summary>
    public bool Passed => double.IsFinite(Measured) && double.IsFinite(Predicted) && Relation switch
    {
        Relation.AtLeast => Measured >= Predicted - Tolerance,
        Relation.AtMost => Measured <= Predicted + Tolerance,
        _ => Math.Abs(Measured - Predicted) <= Tolerance,
    };

    /// <summary>The claim in a line.</summary>
    public override string ToString()
    {
        string sign = Relation switch { Relation.AtLeast => "at least ", Relation.AtMost => "at most ", _ => string.Empty };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(Passed ? "ok    " : "FAILED")}  {What}: predicted {sign}{Predicted:G6}, measured {Measured:G6} " +
            $"(tolerance {Tolerance:G2}: {Reason})");
    }
}
