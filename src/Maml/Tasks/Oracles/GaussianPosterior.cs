namespace AutogradMaml.Maml;

/// <summary>A Gaussian distribution of a task's parameters, given its support set.</summary>
public sealed class GaussianPosterior
{
    private readonly double[,] _covariance;

    internal GaussianPosterior(double[] mean, double[,] covariance) => (Mean, _covariance) = (mean, covariance);

    /// <summary>The mean, [dimensions].</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>An element of the covariance.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    public double Covariance(int row, int column) => _covariance[row, column];

    /// <summary>The mean in words.</summary>
    public override string ToString()
        => $"mean [{string.Join(", ", Mean.Select(static value => FormattableString.Invariant($"{value:G4}")))}]";
}
