using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The kernel k(a, b) = scale^2 exp(-(a - b)^2 / (2 length^2)).</summary>
/// <param name="Length">The length over which values are alike.</param>
/// <param name="Scale">The standard deviation of a value.</param>
public readonly record struct RbfKernel(double Length, double Scale)
{
    /// <summary>The kernel in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rbf length {Length:G4}, scale {Scale:G4}");

    /// <summary>k(a, b).</summary>
    /// <param name="a">One place.</param>
    /// <param name="b">The other.</param>
    public double At(double a, double b) => Scale * Scale * Math.Exp(-(a - b) * (a - b) / (2 * Length * Length));

    /// <summary>The covariance of values with noise at some places.</summary>
    internal double[,] Covariance(double[] x, double noise)
    {
        var covariance = new double[x.Length, x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                covariance[i, j] = At(x[i], x[j]) + (i == j ? noise * noise : 0);
            }
        }

        return covariance;
    }
}
