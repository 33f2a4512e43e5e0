namespace AutogradMaml.Examples.Patients;

/// <summary>
/// What was learned, read as a prior: the start as its mean, and the step size as its variance. K steps of size alpha on a squared error of
/// curvature h move a parameter the part m = 1 - (1 - a h)^K of the way to the patient's own least squares, where a is alpha in units of
/// the log-likelihood; the maximum a posteriori with the prior deviation omega moves it the part h / (h + 1 / omega^2). Equal parts make
/// omega^2 = m / ((1 - m) h), and after one step the variance of the posterior, m / h, is a itself.
/// </summary>
/// <remarks>Parameter by parameter, as if the others stayed. Source of the equivalence for a quadratic: Santos, Equivalence of
/// regularization and truncated iteration for general ill-posed problems, 1996; as a reading of MAML: Grant et al., 2018.</remarks>
/// <param name="Study">The study.</param>
/// <param name="Support">The number of first samples that are adapted to.</param>
/// <param name="Parameter">The parameter; all numbers are of its natural logarithm.</param>
/// <param name="Mean">The hierarchical model's mean.</param>
/// <param name="Start">The meta-learned start.</param>
/// <param name="Deviation">The hierarchical model's deviation between patients.</param>
/// <param name="ImpliedDeviation">omega; infinite where the steps go nearly all the way, or beyond.</param>
internal sealed record BayesianReading(
    Study Study, int Support, PharmacokineticParameter Parameter, double Mean, double Start, double Deviation, double ImpliedDeviation)
{
    // A factor of 20 to either side: as good as no bound.
    private const double Widest = 3;

    /// <summary>Reads what was learned.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">The study's methods.</param>
    /// <param name="patients">The patients it was learned over.</param>
    /// <param name="fit">What was learned.</param>
    /// <param name="population">The hierarchical model of the same patients.</param>
    /// <param name="support">The number of first samples that are adapted to.</param>
    public static IReadOnlyList<BayesianReading> Of(
        Study study, FoldRun run, IReadOnlyList<Patient> patients, MetaFit fit, Population population, int support)
    {
        Patient[] adapted = [.. patients.Where(patient => patient.Samples.Count > support)];
        double[] start = [.. study.Parameters.Select(parameter => fit.Start(CompartmentModel.NameOf(parameter.Kind)))];
        using ModelTable table = new(
            run.Compartment, new DosingHistory(DosingHistory.Most(patients)), adapted, patient => [.. patient.Samples.Take(support)]);
        table.Compute([.. adapted.Select(_ => start)]);
        double variance = population.Residual * population.Residual;
        return
        [
            .. study.Parameters.Select((parameter, k) =>
            {
                double curvature = table.Derivatives.Average(derivatives => Enumerable.Range(0, support)
                    .Sum(sample => derivatives[sample, k] * derivatives[sample, k])) / variance;

                // The inner loss is the mean over the samples of ((y - f) / unit)^2; half the sum of ((y - f) / sigma)^2 is the negative
                // log-likelihood.
                double step = fit.StepSize(CompartmentModel.NameOf(parameter.Kind)) * 2 * variance / (support * fit.Unit * fit.Unit);
                double left = Math.Pow(1 - (step * curvature), fit.Settings.Steps);
                double implied = step * curvature < 1 ? Math.Sqrt((1 - left) / (left * curvature)) : double.PositiveInfinity;
                return new BayesianReading(
                    study, support, parameter.Kind, population.Mean[k], start[k], population.Deviations[k],
                    implied < Widest ? implied : double.PositiveInfinity);
            }),
        ];
    }
}
