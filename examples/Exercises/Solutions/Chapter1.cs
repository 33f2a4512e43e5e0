namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 1.</summary>
internal sealed class Chapter1 : IChapter1
{
    // dy/dx = e^-x / (1 + e^-x)^2 = y (1 - y).
    /// <inheritdoc/>
    public double[] LogisticRule(double[] y, double[] cotangent) => [.. y.Zip(cotangent, static (value, by) => by * value * (1 - value))];

    // With t = a + b: the cotangent of t is a, that of a is t from the product and that of t from the sum.
    /// <inheritdoc/>
    public (double ByA, double ByB) Sweep(double a, double b)
    {
        double t = a + b;
        double byT = a;
        return (t + byT, byT);
    }

    /// <inheritdoc/>
    public (double Value, double Tangent) Forward(double x, double tangent)
        => (x * Math.Sin(x), (tangent * Math.Sin(x)) + (x * Math.Cos(x) * tangent));
}
