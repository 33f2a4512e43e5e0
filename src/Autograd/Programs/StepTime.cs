namespace AutogradMaml.Autograd;

/// <summary>How long a step of a program takes.</summary>
/// <param name="Step">The operation with the shapes of its inputs and result, or what is computed together.</param>
/// <param name="Microseconds">The shortest time of the runs that were measured.</param>
public readonly record struct StepTime(string Step, double Microseconds)
{
    /// <summary>The time, then the step.</summary>
    public override string ToString() => FormattableString.Invariant($"{Microseconds:0.00} us {Step}");
}
