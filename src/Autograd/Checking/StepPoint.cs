using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>The differences at one step of a sweep along a direction v: for an element, max(1, |x|) in that element, by which the
/// differences are divided, so that they are of the derivative by the element.</summary>
/// <param name="Step">The step h, relative to max(1, |x|).</param>
/// <param name="Central">(f(x + h v) - f(x - h v)) / 2h, by the element.</param>
/// <param name="Forward">(f(x + h v) - f(x)) / h, by the element.</param>
/// <param name="Backward">(f(x) - f(x - h v)) / h, by the element.</param>
/// <param name="Error">|central - analytic|.</param>
/// <param name="Remainder">The Taylor remainder |f(x + h v) - f(x) - h g.v|: falls as h^2 when g is right and f smooth, as h
/// otherwise.</param>
public readonly record struct StepPoint(double Step, double Central, double Forward, double Backward, double Error, double Remainder)
{
    /// <summary>One line, as in the table of a sweep.</summary>
    public override string ToString()
        => $"step {Text.Short(Step)}: central {Text.Number(Central)}, error {Text.Short(Error)}, forward - backward " +
            $"{Text.Short(Forward - Backward)}, Taylor remainder {Text.Short(Remainder)}";
}
