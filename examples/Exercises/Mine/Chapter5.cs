using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 5. What is asked for stands in Chapters/IChapter5.cs.</summary>
internal sealed class Chapter5 : IChapter5
{
    /// <inheritdoc/>
    public void Derivatives(ReadOnlySpan<double> places, Span<double> results) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Variable<double> Polynomial(Variable<double> x) => throw new NotImplementedException();
}
