using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>A report from a training under way.</summary>
/// <param name="Iteration">The number of outer steps taken.</param>
/// <param name="Iterations">The number planned.</param>
/// <param name="Loss">The mean loss over the tasks of all iterations since the last report.</param>
/// <param name="GradientNorm">The norm of the mean direction of the last iteration, before clipping; an inner optimizer's carried state is part of
/// it.</param>
public readonly record struct TrainingProgress(long Iteration, long Iterations, double Loss, double GradientNorm)
{
    /// <summary>The report in a line: <c>iteration 100 of 1000: loss 0.412, gradient norm 1.3</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"iteration {Iteration} of {Iterations}: loss {Loss:G4}, gradient norm {GradientNorm:G3}");
}
