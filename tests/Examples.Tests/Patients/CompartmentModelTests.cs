using AutogradMaml.Autograd;
using AutogradMaml.Examples.Patients;
using AutogradMaml.Testing;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class CompartmentModelTests
{
    private static readonly (PharmacokineticParameter, double)[] Oral =
    [
        (PharmacokineticParameter.Elimination, 0), (PharmacokineticParameter.Absorption, 0), (PharmacokineticParameter.Clearance, 0),
    ];

    private static readonly (PharmacokineticParameter, double)[] OralByVolume =
    [
        (PharmacokineticParameter.Volume, 0), (PharmacokineticParameter.Absorption, 0), (PharmacokineticParameter.Clearance, 0),
    ];

    private static readonly (PharmacokineticParameter, double)[] IntoTheBlood =
    [
        (PharmacokineticParameter.Volume, 0), (PharmacokineticParameter.Clearance, 0),
    ];

    [Theory]
    [InlineData(0.086, 1.59, 0.040, 4.02, 1.12)]
    [InlineData(0.086, 1.59, 0.040, 4.02, 24.37)]
    [InlineData(1.5, 0.2, 3.0, 100, 7)]
    public void One_dose_by_mouth_is_the_closed_form(double ke, double ka, double clearance, double dose, double time)
    {
        double expected = dose * ke * ka / (clearance * (ka - ke)) * (Math.Exp(-ke * time) - Math.Exp(-ka * time));
        Near.Close(expected, Concentration(Oral, [ke, ka, clearance], [new(0, dose)], time), 1e-13);
        Near.Close(expected, Concentration(OralByVolume, [clearance / ke, ka, clearance], [new(0, dose)], time), 1e-13);
    }

    [Fact]
    public void One_dose_into_the_blood_is_the_closed_form()
        => Near.Close(25 / 1.3 * Math.Exp(-0.007 / 1.3 * 50), Concentration(IntoTheBlood, [1.3, 0.007], [new(0, 25)], 50), 1e-14);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Doses_add_up(bool oral)
    {
        (PharmacokineticParameter, double)[] kind = oral ? OralByVolume : IntoTheBlood;
        double[] values = oral ? [200, 0.7, 12] : [1.3, 0.007];
        Dose[] doses = [new(0, 200), new(6, 150), new(11.5, 300)];
        double sum = doses.Sum(dose => Concentration(kind, values, [dose], 14));
        Near.Close(sum, Concentration(kind, values, doses, 14), 1e-14);
        Near.Close(doses[..2].Sum(dose => Concentration(kind, values, [dose], 11)), Concentration(kind, values, doses, 11), 1e-14);
    }

    // Before and after the next dose of the same kind would have been due.
    [Theory]
    [InlineData(true, 2.5)]
    [InlineData(true, 6)]
    [InlineData(true, 9)]
    [InlineData(false, 2.5)]
    [InlineData(false, 9)]
    public void Steady_state_is_the_sum_of_all_doses_before(bool oral, double elapsed)
    {
        (PharmacokineticParameter, double)[] kind = oral ? OralByVolume : IntoTheBlood;
        double[] values = oral ? [200, 0.7, 12] : [200, 12];
        Dose[] before = [.. Enumerable.Range(0, 300).Select(static k => new Dose(k * 6, 201))];
        double last = before[^1].Time;
        double sum = Concentration(kind, values, before, last + elapsed);
        Near.Close(sum, Concentration(kind, values, [new(0, 77), new(last, 201, Interval: 6)], last + elapsed), 1e-12);
    }

    [Fact]
    public void Where_absorption_is_as_fast_as_elimination_it_is_the_limit()
    {
        // D k^2 / Cl t e^(-k t), and the derivatives of both sides of it agree with each other and with differences.
        double expected = 5 * 0.4 * 0.4 / 0.03 * 3 * Math.Exp(-0.4 * 3);
        Near.Close(expected, Concentration(Oral, [0.4, 0.4, 0.03], [new(0, 5)], 3), 1e-14);
        double[] apart = [.. ((double[])[-1e-9, 1e-9]).Select(
            difference => Concentration(Oral, [0.4, 0.4 * (1 + difference), 0.03], [new(0, 5)], 3))];
        Near.Close(expected, apart.Average(), 1e-14);
        Check(Oral, [0.4, 0.4, 0.03], [new(0, 5)], 3);
    }

    [Theory]
    [InlineData(0.086, 1.59)]
    [InlineData(1.59, 0.086)]
    [InlineData(0.3, 0.31)]
    public void The_gradients_to_the_second_order_are_those_of_differences(double ke, double ka)
    {
        Check(Oral, [ke, ka, 0.04], [new(0, 4)], 3.82);
        Check(Oral, [ke, ka, 0.04], [new(0, 4), new(5, 3, Interval: 8)], 9.5);
    }

    [Fact]
    public void Doses_of_long_ago_leave_numbers_that_are_finite()
    {
        double now = Concentration(OralByVolume, [200, 0.7, 12], [new(0, 201), new(3900, 201)], 3909);
        Near.Close(Concentration(OralByVolume, [200, 0.7, 12], [new(3900, 201)], 3909), now, 1e-14);
        Assert.True(double.IsFinite(Concentration(OralByVolume, [2, 0.7, 12], [new(0, 201), new(3900, 201)], 3909)));
    }

    [Fact]
    public void What_is_no_compartment_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            static () => new CompartmentModel([(PharmacokineticParameter.Absorption, 0)], 1));
        Assert.Contains("either a rate of elimination or a volume", exception.Message, StringComparison.Ordinal);
    }

    private static double Concentration((PharmacokineticParameter, double)[] kind, double[] values, Dose[] doses, double time)
    {
        using Tape<double> tape = new();
        return Of(kind, Logarithms(kind, values).On(tape), doses, time).ToArray()[0];
    }

    private static void Check((PharmacokineticParameter, double)[] kind, double[] values, Dose[] doses, double time)
        => Autograd.GradientCheck.Assert<double>(
            parameters => Of(kind, parameters, doses, time), Logarithms(kind, values), new GradientCheckOptions { Orders = 2 });

    private static Variable<double> Of(
        (PharmacokineticParameter, double)[] kind, Variables<double> parameters, Dose[] doses, double time)
    {
        Patient patient = new("one", doses, [new(time, 0)]);
        int most = DosingHistory.Most([patient]);
        double[] features = PatientTasks.Encode(patient, new DosingHistory(most), patient.Samples);
        return new CompartmentModel(kind, most).Forward(
            parameters, parameters[0].Value.Tape.Constant(features, [1, DosingHistory.Blocks * most]));
    }

    private static Parameters<double> Logarithms((PharmacokineticParameter Kind, double)[] kind, double[] values)
        => new(kind.Zip(values, static (parameter, value) => KeyValuePair.Create(
            CompartmentModel.NameOf(parameter.Kind), Tensors.Wrap(new[] { Math.Log(value) }, [1]))));
}
