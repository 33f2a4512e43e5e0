using AutogradMaml.Autograd;
using AutogradMaml.Examples.Materials;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class CalibrationTests
{
    private static readonly Alloy Truth = Alloy.Of(logFrequency: 52, activationEnergy: 370, exponent: 2.8);

    [Fact]
    public void From_three_exact_measurements_at_two_temperatures_all_three_numbers_follow()
    {
        Measurement[] measurements = Exact((750, 0.2), (750, 0.7), (770, 0.5));
        Same(Truth, AvramiPlot.Of(measurements), 1e-8);
        Calibration fitted = LeastSquares.Fit(measurements, Truth with { LogRate = Truth.LogRate + 0.2, Energy = 3.4 });
        Assert.False(fitted.Failed);
        Same(Truth, fitted.Alloy, 1e-5);
    }

    [Fact]
    public void At_one_temperature_the_rate_there_and_the_exponent_follow_and_the_energy_does_not()
    {
        Alloy told = AvramiPlot.Of(Exact((750, 0.2), (750, 0.5), (750, 0.8)));
        Assert.Equal(Truth.LogRateAt(750), told.LogRateAt(750), 1e-8);
        Assert.Equal(Truth.Exponent, told.Exponent, 1e-8);
        Assert.Equal(300, told.ActivationEnergy, 1e-8);
    }

    [Fact]
    public void Where_nothing_transforms_the_fit_fails_and_the_prior_holds()
    {
        Measurement[] nothing = [new(2, 0.2, 0), new(2.1, 0.2, 0), new(2.2, -0.2, 0)];
        AlloyPrior prior = AlloyPrior.Of([.. Enumerable.Range(0, 100).Select(static index => KineticsTasks.AlloyOf(1, index))]);
        Calibration posterior = LeastSquares.Posterior(nothing, prior);
        Assert.False(posterior.Failed);
        Assert.Equal(prior.Mean.Energy, posterior.Alloy.Energy, 0.05);
        Assert.True(new Calibration(Truth with { LogExponent = 3 }, Converged: true).Failed);
        Assert.True(new Calibration(Truth with { Energy = -1 }, Converged: true).Failed);
        Assert.True(new Calibration(Truth with { Energy = double.NaN }, Converged: true).Failed);
        Assert.True(new Calibration(Truth, Converged: false).Failed);
        Assert.False(new Calibration(Truth, Converged: true).Failed);
    }

    [Fact]
    public void The_prior_is_mean_and_covariance()
    {
        Alloy[] alloys = [new(1, 2, 3), new(3, 4, 3), new(2, 2, 1), new(2, 4, 1)];
        AlloyPrior prior = AlloyPrior.Of(alloys);
        Assert.Equal(new Alloy(2, 3, 2), prior.Mean);

        // The squared lengths after whitening sum to 3 (count - 1), the trace of the identity.
        double sum = alloys.Sum(alloy =>
        {
            double[] away = [alloy.LogRate - 2, alloy.Energy - 3, alloy.LogExponent - 2];
            return Enumerable.Range(0, 3).Sum(row => Math.Pow(
                Enumerable.Range(0, 3).Sum(column => prior.Whitening[row, column] * away[column]), 2));
        });
        Assert.Equal(3.0 * 3, sum, 1e-9);
    }

    [Fact]
    public void A_task_is_its_alloy_with_noise_at_as_many_temperatures_as_asked_for()
    {
        KineticsTasks tasks = new(new(6, 3, TimeChoice.Followed), 40, exact: true);
        Alloy alloy = KineticsTasks.AlloyOf(5, 17);
        Parameters<float> task = tasks.Sample(5, 17);
        Measurement[] query = Measurement.Of(task, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets);
        Assert.Equal(0, Measurement.RootMeanSquare(alloy, query), 1e-5);
        Measurement[] support = Measurement.Of(task, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets);
        Assert.Equal(3, support.Select(static one => one.Coolness).Distinct().Count());
        double noise = Enumerable.Range(0, 200).Average(index =>
        {
            Measurement[] measured = Measurement.Of(
                tasks.Sample(5, index), EpisodeNames.SupportInputs, EpisodeNames.SupportTargets);
            return Math.Pow(Measurement.RootMeanSquare(KineticsTasks.AlloyOf(5, index), measured), 2);
        });
        Assert.Equal(MeasurementPlan.Noise, Math.Sqrt(noise), 0.001);
    }

    [Fact]
    public void Blind_times_do_not_depend_on_the_alloy()
    {
        KineticsTasks tasks = new(new(4, 2, TimeChoice.Blind), 4);
        double[] times =
        [
            .. Enumerable.Range(0, 200).SelectMany(index => Measurement.Of(
                tasks.Sample(2, index), EpisodeNames.SupportInputs, EpisodeNames.SupportTargets)).Select(
                static one => Math.Exp(one.LogSeconds)),
        ];
        Assert.InRange(times.Min(), 59.9, 70);
        Assert.InRange(times.Max(), 13_000, 14_401);
    }

    private static Measurement[] Exact(params (double Kelvin, double Share)[] points) =>
    [
        .. points.Select(static point => new Measurement(
            Math.Log(Truth.SecondsUntil(point.Share, point.Kelvin)), Alloy.Coolness(point.Kelvin), point.Share)),
    ];

    private static void Same(Alloy expected, Alloy actual, double tolerance)
    {
        Assert.Equal(expected.LogRate, actual.LogRate, tolerance);
        Assert.Equal(expected.Energy, actual.Energy, tolerance);
        Assert.Equal(expected.LogExponent, actual.LogExponent, tolerance);
    }
}
