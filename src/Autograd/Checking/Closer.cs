namespace AutogradMaml.Autograd.Checking;

/// <summary>What a sweep of the step says about one number of a gradient.</summary>
/// <param name="Sweep">The sweep, along the probe's direction.</param>
/// <param name="Finding">The conclusion.</param>
/// <param name="Doubt">Why there is none, where the differences don't tell.</param>
/// <param name="Tolerance">The absolute error that is accepted at the step at which the differences settle.</param>
internal sealed record Closer(StepSweep Sweep, Finding Finding, Doubt Doubt, double Tolerance);
