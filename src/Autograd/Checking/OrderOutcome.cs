namespace AutogradMaml.Autograd.Checking;

/// <summary>What the check of one order found: nothing wrong, or the first thing that is.</summary>
internal sealed record OrderOutcome(
    GradientVerdict Verdict,
    string Explanation,
    GradientMismatch? Mismatch = null,
    StepSweep? Sweep = null,
    double? Factor = null);
