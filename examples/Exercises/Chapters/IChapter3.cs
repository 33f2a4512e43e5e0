namespace AutogradMaml.Examples.Exercises;

/// <summary>Checking a gradient.</summary>
internal interface IChapter3
{
    /// <summary>3.1. A derivative by central differences, in double precision, whose relative error is below 1e-8 for functions and places
    /// of ordinary size. The step is yours to choose: what is cut off grows with it, what is rounded off shrinks with it.</summary>
    /// <param name="function">A smooth function.</param>
    /// <param name="x">The place, some 0.5 to 2.</param>
    double Derivative(Func<double, double> function, double x);

    /// <summary>3.2. Of some gradients of f(x) = e^x1 x2 + sin(x1 x2) one is right. Return its place. (The library has a check.)</summary>
    /// <param name="function">f.</param>
    /// <param name="candidates">The gradients.</param>
    int RightOne(Func<double[], double> function, IReadOnlyList<Func<double[], double[]>> candidates);
}
