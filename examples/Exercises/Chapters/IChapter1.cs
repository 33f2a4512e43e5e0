namespace AutogradMaml.Examples.Exercises;

/// <summary>The tape from nothing.</summary>
internal interface IChapter1
{
    /// <summary>1.1. The rule of a new operation. The logistic function is y = 1 / (1 + e^-x), element by element. A sweep arrives with the
    /// cotangent of y, the derivative of the result by each y; return that by each x. You need y and no exponential.</summary>
    /// <param name="y">The values of the operation.</param>
    /// <param name="cotangent">The derivative of the result by each of them.</param>
    double[] LogisticRule(double[] y, double[] cotangent);

    /// <summary>1.2. A gradient by hand. y = (a + b) a, where a and b are numbers. Sweep backwards over the two operations, a node that is
    /// read twice included, and return the derivatives by a and b.</summary>
    (double ByA, double ByB) Sweep(double a, double b);

    /// <summary>1.3. Forward mode. Beside each value goes its derivative in one direction, the tangent. Return value and tangent of
    /// x sin x.</summary>
    /// <param name="x">The value.</param>
    /// <param name="tangent">Its tangent.</param>
    (double Value, double Tangent) Forward(double x, double tangent);
}
