using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises;

/// <summary>How a program is made.</summary>
internal interface IChapter5
{
    /// <summary>5.1. Record once, run often: the derivative of sin(x^2) at each place, written into the results, by a program that is
    /// compiled when this object is made. A call allocates nothing.</summary>
    /// <param name="places">The places.</param>
    /// <param name="results">Is given the derivatives.</param>
    void Derivatives(ReadOnlySpan<double> places, Span<double> results);

    /// <summary>5.2. 1 + 2 x + 3 x^2 + 4 x^3 with no more than six operations on the tape.</summary>
    Variable<double> Polynomial(Variable<double> x);
}
