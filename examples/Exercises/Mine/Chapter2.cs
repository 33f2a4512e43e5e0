using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises.Mine;

/// <summary>Your answers to the exercises of chapter 2. What is asked for stands in Chapters/IChapter2.cs.</summary>
internal sealed class Chapter2 : IChapter2
{
    /// <inheritdoc/>
    public double MetaGradient(double theta, double alpha, double s, double p, double q, double r) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Variable<double> MetaGradient(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Variable<double> FirstOrder(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query) => throw new NotImplementedException();
}
