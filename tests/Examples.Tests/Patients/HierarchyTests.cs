using AutogradMaml.Examples.Patients;
using AutogradMaml.Testing;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class HierarchyTests
{
    // R 4.2's nlme 3.1-162 on the same data, maximum likelihood, independent effects: nlme(conc ~ ..., random = pdDiag(...)). Its quinidine
    // fit ends at a likelihood of -496.61 with no spread of the volume; ours finds the greater one.
    [Theory]
    [InlineData("theophylline", new[] { -2.4547, 0.4633, -3.2275 }, new[] { 0, 0.6391, 0.1664 }, 0.7481, -169.24)]
    [InlineData("phenobarbital", new[] { -0.0073, -5.3609 }, new[] { 0.1859, 0.2037 }, 2.7100, -438.74)]
    public void The_mixed_effects_fit_is_that_of_nlme(
        string name, double[] mean, double[] deviations, double residual, double logLikelihood)
    {
        Study study = Studies.All.Single(study => study.Name == name);
        Population fit = Fit(study, PatientFile.Read(PatientData.File(name), study.Columns));
        Assert.All(fit.Mean.Zip(mean), static pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.All(fit.Deviations.Zip(deviations), static pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.Equal(residual, fit.Residual, 1e-3);
        Assert.Equal(logLikelihood, fit.LogLikelihood, 1e-2);
    }

    // One that does not is an exception.
    [Theory]
    [InlineData("theophylline", 4)]
    [InlineData("phenobarbital", 3)]
    public void It_settles_in_every_fold(string name, int support)
    {
        Study study = Studies.All.Single(study => study.Name == name);
        IReadOnlyList<Patient> patients = PatientFile.Read(PatientData.File(name), study.Columns);
        FoldRun run = new(new RunOptions { Preset = Presets.Paper, Studies = [study] }, study, patients, support);
        Assert.All(
            Enumerable.Range(0, run.HeldOut.Count), fold => Assert.InRange(run.Hierarchical(run.Training(fold)).Residual, 0.5, 3.5));
    }

    [Fact]
    public void It_finds_the_population_of_simulated_patients()
    {
        Study study = Studies.All[1] with { Simulation = Studies.All[1].Simulation with { Patients = 200, Residual = 1 } };
        Population fit = Fit(study, SimulatedPatients.Draw(study, 3));

        // Four standard errors of a mean, and of a deviation, of 200 patients.
        double error = 0.21 / Math.Sqrt(200);
        Assert.All(fit.Mean.Zip(study.Simulation.Population), pair => Assert.Equal(pair.Second, pair.First, 4 * error));
        Assert.All(
            fit.Deviations.Zip(study.Simulation.Deviations),
            pair => Assert.Equal(pair.Second, pair.First, 4 * error / Math.Sqrt(2)));
        Assert.Equal(1, fit.Residual, 0.1);
    }

    [Fact]
    public void An_individual_fit_goes_from_the_mean_to_the_own_samples_as_the_bound_is_lifted()
    {
        Study study = Studies.All[0] with { Simulation = Studies.All[0].Simulation with { Residual = 0, Patients = 1 } };
        IReadOnlyList<Patient> patients = SimulatedPatients.Draw(study, 5);
        using ModelTable table = new(
            new CompartmentModel(study.Parameters, 1), new DosingHistory(1), patients, static patient => patient.Samples);
        double[] start = [.. study.Parameters.Select(static parameter => parameter.Start)];
        Assert.Equal(start, IndividualFit.Of(table, start, [0, 0, 0])[0]);
        double[] free = IndividualFit.Of(table, start, [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity])[0];
        table.Compute([free]);
        Near.Close(table.Measured[0], table.Predicted[0], 1e-6);
        double[] between = IndividualFit.Of(table, start, [0, 0.1, 0.1])[0];
        Assert.Equal(start[0], between[0]);
        Assert.NotEqual(start[1], between[1]);
        Assert.True(Math.Abs(between[1] - start[1]) < Math.Abs(free[1] - start[1]));
    }

    private static Population Fit(Study study, IReadOnlyList<Patient> patients)
    {
        int doses = DosingHistory.Most(patients);
        using ModelTable table = new(
            new CompartmentModel(study.Parameters, doses), new DosingHistory(doses), patients, static patient => patient.Samples);
        PharmacokineticParameter[] kinds = [.. study.Parameters.Select(static parameter => parameter.Kind)];
        return MixedEffectsFit.Of(
            table, [.. study.Parameters.Select(static parameter => parameter.Start)],
            [.. study.Varying.Select(kind => Array.IndexOf(kinds, kind))]);
    }
}
