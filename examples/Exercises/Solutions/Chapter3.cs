using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 3.</summary>
internal sealed class Chapter3 : IChapter3
{
    // Cut off is h^2 f''' / 6, rounded off some 1e-16 f / h: least together at about the third root of 1e-16, and each then some 1e-11.
    /// <inheritdoc/>
    public double Derivative(Func<double, double> function, double x)
    {
        const double Step = 5e-6;
        return (function(x + Step) - function(x - Step)) / (2 * Step);
    }

    /// <inheritdoc/>
    public int RightOne(Func<double[], double> function, IReadOnlyList<Func<double[], double[]>> candidates)
        => Enumerable.Range(0, candidates.Count).First(place => GradientCheck.Run(function, candidates[place], [0.7, 1.3]).Passed);
}
