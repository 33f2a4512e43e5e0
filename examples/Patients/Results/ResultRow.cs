namespace AutogradMaml.Examples.Patients;

/// <summary>What a method does on the held-out patients of a study.</summary>
/// <param name="Study">The study.</param>
/// <param name="Support">The number of first samples that are adapted to.</param>
/// <param name="Method">The method.</param>
/// <param name="Errors">The root mean square error of each patient.</param>
/// <param name="Hierarchical">Those of the hierarchical model, of the same patients.</param>
internal sealed record ResultRow(
    Study Study, int Support, Method Method, IReadOnlyList<double> Errors, IReadOnlyList<double> Hierarchical)
{
    /// <summary>The mean over the patients of their root mean square errors, with the half width of its 95 % interval.</summary>
    public (double Mean, double HalfWidth95) Error => Interval(Errors);

    /// <summary>The mean difference to the hierarchical model, patient by patient, with the half width of its 95 % interval.</summary>
    public (double Mean, double HalfWidth95) Difference
        => Interval([.. Errors.Zip(Hierarchical, static (own, other) => own - other)]);

    // By Student's distribution: a dozen patients are few.
    private static (double Mean, double HalfWidth95) Interval(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double quantile = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, values.Count - 1, 0.975);
        return (mean, values.Count > 1 ? quantile * deviation / Math.Sqrt(values.Count) : double.NaN);
    }
}
