using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 2.</summary>
internal sealed class Chapter2 : IChapter2
{
    // theta' = theta - alpha s (theta - p); d theta' / d theta = 1 - alpha s.
    /// <inheritdoc/>
    public double MetaGradient(double theta, double alpha, double s, double p, double q, double r)
    {
        double adapted = theta - (alpha * s * (theta - p));
        return (1 - (alpha * s)) * q * (adapted - r);
    }

    /// <inheritdoc/>
    public Variable<double> MetaGradient(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query)
    {
        Variable<double> adapted = theta - (alpha * theta.Tape.Gradient(support(theta), theta));
        return theta.Tape.Gradient(query(adapted), theta);
    }

    // The step is a constant, so the derivative by theta is that by theta'.
    /// <inheritdoc/>
    public Variable<double> FirstOrder(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query)
    {
        Variable<double> adapted = theta - (alpha * theta.Tape.Gradient(support(theta), theta).Detach());
        return theta.Tape.Gradient(query(adapted), theta);
    }
}
