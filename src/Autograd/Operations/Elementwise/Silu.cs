namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>x times the logistic function of x, element by element; also called swish.</summary>
    /// <remarks>f' = s + x s (1 - s) with s the logistic function of x. NaN at minus infinity, as 0 times infinity. Composed.
    /// Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.</remarks>
    public Variable<T> Silu() => this * Sigmoid();
}
