using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises;

/// <summary>MAML on the tape.</summary>
internal interface IChapter2
{
    /// <summary>2.1. A meta-gradient by hand. The support loss is s (theta - p)^2 / 2 and the query loss q (theta - r)^2 / 2; one inner
    /// step of size alpha leads from theta to theta'. Return the derivative of the query loss at theta' by theta.</summary>
    double MetaGradient(double theta, double alpha, double s, double p, double q, double r);

    /// <summary>2.2. The same for any losses, on the tape: one inner step of size alpha on the support loss, and the exact gradient of the
    /// query loss there by theta.</summary>
    Variable<double> MetaGradient(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query);

    /// <summary>2.3. The first-order approximation of it: the inner gradient is taken for a constant.</summary>
    Variable<double> FirstOrder(
        Variable<double> theta, double alpha, Func<Variable<double>, Variable<double>> support,
        Func<Variable<double>, Variable<double>> query);
}
