using AutogradMaml.Autograd;
using AutogradMaml.Examples.Materials;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class KineticsModelTests
{
    private static readonly Alloy Alloy = new(-6.2, 3.6, Math.Log(2.3));
    private static readonly Alloy Start = new(-6.4, 3.2, Math.Log(2));

    // ln t and z, early, in the middle and late.
    private static readonly double[] Places = [5.2, 0.2, 6.1, -0.3, 6.4, 0.05, 6.9, -0.1];

    [Fact]
    public void The_module_gives_the_closed_form()
    {
        using Tape<double> tape = new();
        KineticsModel<double> model = new(Alloy);
        Variable<double> shares = Fractions(tape, model, model.Initialize(1).On(tape));
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(Alloy.FractionAt(Places[2 * k], Places[(2 * k) + 1]), shares.Values[k], 1e-14);
        }
    }

    [Fact]
    public void Its_gradients_are_those_of_the_closed_form()
    {
        using Tape<double> tape = new();
        KineticsModel<double> model = new(Alloy);
        Variables<double> theta = model.Initialize(1).On(tape);
        Variable<double> shares = Fractions(tape, model, theta);
        Measurement[] measurements =
            [.. Enumerable.Range(0, 4).Select(static k => new Measurement(Places[2 * k], Places[(2 * k) + 1], 0))];
        for (int k = 0; k < 4; k++)
        {
            Variables<double> gradient = tape.Gradient(shares.Slice(0, k, 1).Sum(), theta);

            // X = 1 - exp(-u), u = (k t)^n: dX/d(ln k) = n u exp(-u), dX/dQ = z of that, dX/d(ln n) = u ln(u) exp(-u).
            double u = -Math.Log(1 - Alloy.FractionAt(Places[2 * k], Places[(2 * k) + 1]));
            double byRate = Alloy.Exponent * u * Math.Exp(-u);
            double[] expected = [byRate, byRate * Places[(2 * k) + 1], u * Math.Log(u) * Math.Exp(-u)];
            for (int number = 0; number < 3; number++)
            {
                Assert.Equal(expected[number], gradient[number].Value.Values[0], 1e-12);
                Assert.Equal(
                    expected[number],
                    MeasurementPlan.Noise * LeastSquares.Jacobian(measurements, Alloy, null)[k, number], 1e-12);
            }
        }
    }

    [Fact]
    public void Its_derivatives_of_two_orders_pass_the_check()
    {
        KineticsModel<double> model = new(Alloy);
        Autograd.GradientCheck.Run(
            theta => Fractions(theta[0].Value.Tape, model, theta).Square().Sum(), model.Initialize(1), new() { Orders = 2 })
            .ThrowIfWrong();
    }

    [Fact]
    public void Where_all_has_transformed_nothing_overflows()
    {
        using Tape<double> tape = new();
        KineticsModel<double> model = new(Alloy with { LogRate = 400 });
        Variables<double> theta = model.Initialize(1).On(tape);
        Variable<double> shares = Fractions(tape, model, theta);
        Assert.All(shares.Values.ToArray(), static share => Assert.Equal(1, share));
        Assert.All(tape.Gradient(shares.Sum(), theta), static entry => Assert.Equal(0, entry.Value.Values[0]));
    }

    [Fact]
    public void The_meta_gradient_through_its_steps_is_exact()
    {
        Learner<double> learner = new Maml<double>(
            new KineticsAdaptation<double>(Start, StepSizes<double>.Learned(0.2, 3, perElement: true, StepSizeForm.Positive)), 3);
        double[] support = Shares(Alloy, [5.4, 0.2, 6.0, -0.2, 6.3, -0.2, 3.0, 0.2]);
        Parameters<double> task = FewShotTask.Of(
            Tensors.Wrap([5.4, 0.2, 6.0, -0.2, 6.3, -0.2, 3.0, 0.2], [4, 2]), Tensors.Wrap(support, [4, 1]),
            Tensors.Wrap([.. Places], [4, 2]), Tensors.Wrap(Shares(Alloy, Places), [4, 1]));
        MetaGradientCheck.Run(learner, learner.Initialize(1), TaskBatch<double>.Of(task)).ThrowIfWrong();
        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(learner, learner.Initialize(1), TaskBatch<double>.Of(task));
        Assert.True(certificate.IsSecondOrder, certificate.Explanation);
    }

    [Fact]
    public void The_inner_loss_weighs_shares_by_what_they_tell_and_ends_only_bound()
    {
        // The middle one is off by 0.3 in ln t; the first has not begun and the last has ended, as the alloy says.
        double[] places = [2, 0, 6.5, 0, 9, 0];
        double[] shares = Shares(Alloy, places);
        using Tape<double> tape = new();
        KineticsModel<double> model = new(Alloy with { LogRate = Alloy.LogRate + 0.3 });
        Variable<double> ages = model.Forward(model.Initialize(1).On(tape), tape.Constant(places, [3, 2]));
        double left = -Math.Log(1 - shares[1]);
        double weight = Math.Pow(Math.E * (1 - shares[1]) * left, 2);
        Variable<double> loss = KineticsAdaptation<double>.PlotError(ages, tape.Constant(shares, [3, 1]));
        Assert.Equal(weight * 0.09 / 3, loss.Values[0], 1e-12);

        // Half a squared error of ln t where one that had ended is said not to have begun.
        double[] ended = [0.5, 0];
        Variable<double> wrong = model.Forward(model.Initialize(1).On(tape), tape.Constant(ended, [1, 2]));
        double bound = Math.Log(-Math.Log(KineticsAdaptation<double>.LeastShare)) / Alloy.Exponent;
        double away = Alloy.LogRate + 0.3 + 0.5 - bound;
        Assert.Equal(
            away * away / 2, KineticsAdaptation<double>.PlotError(wrong, tape.Constant([1.0], [1, 1])).Values[0], 1e-12);
    }

    private static Variable<double> Fractions(Tape<double> tape, KineticsModel<double> model, Variables<double> theta)
        => KineticsModel<double>.Fractions(model.Forward(theta, tape.Constant(Places, [4, 2])));

    private static double[] Shares(Alloy alloy, double[] places)
        => [.. Enumerable.Range(0, places.Length / 2).Select(k => alloy.FractionAt(places[2 * k], places[(2 * k) + 1]))];
}
