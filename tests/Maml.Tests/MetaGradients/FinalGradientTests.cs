using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>A gradient whose operations were given up is never taken for a constant: there is no way from second order to first in
/// silence.</summary>
public class FinalGradientTests
{
    [Fact]
    public void An_inner_step_with_a_final_gradient_has_no_meta_gradient()
    {
        using Tape<double> tape = new();
        (Variables<double> theta, Variables<double> adapted, Variable<double> query) = Adapt(tape, gradient => gradient);

        AssertExplains(Assert.Throws<InvalidOperationException>(() => tape.Gradient(query, theta)));
        AssertExplains(Assert.Throws<InvalidOperationException>(() => tape.Gradient(query, theta, DerivativeUse.Final)));
        AssertExplains(Assert.Throws<InvalidOperationException>(() => tape.JacobianVectorProduct([query], theta.Values, theta.Values)));
        AssertExplains(Assert.Throws<InvalidOperationException>(() => tape.HessianVectorProduct(query, theta, theta)));

        // What does not lead through the inner gradient is there to be had, before and after.
        Assert.All(tape.Gradient(query, adapted), entry => Assert.True(double.IsFinite(entry.Value.Values[0])));
    }

    [Fact]
    public void Asked_for_by_name_it_is_first_order()
    {
        using Tape<double> tape = new();
        (Variables<double> theta, Variables<double> adapted, Variable<double> query) = Adapt(tape, gradient => gradient.Detach());
        Assert.Equal(Flat.Of(tape.Gradient(query, adapted)), Flat.Of(tape.Gradient(query, theta)));
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("fomaml")]
    [InlineData("pretrained")]
    public void A_learners_final_direction_can_not_be_differentiated(string name)
    {
        using Tape<double> tape = new();
        Learner<double> learner = Learners.Get<double>(name);
        Variables<double> theta = learner.Initialize(1).On(tape);
        MetaOutcome<double> outcome = learner.Compute(theta, new RandomTasks<double>(5, 6, 2, 2).Batch(1, 0, 1).On(tape));
        AssertExplains(Assert.Throws<InvalidOperationException>(() => tape.Gradient(outcome.Direction.Norm(), theta)));
    }

    private static (Variables<double> Theta, Variables<double> Adapted, Variable<double> Query) Adapt(
        Tape<double> tape, Func<Variables<double>, Variables<double>> treat)
    {
        Sequential<double> model = Nets.Tanh<double>(2, 2);
        Parameters<double> task = new RandomTasks<double>(3, 3, 2, 2).Sample(1, 0);
        Variables<double> theta = model.Initialize(1).On(tape);
        Variable<double> support = Loss.MeanSquaredError(
            model.Forward(theta, tape.Input(task[EpisodeNames.SupportInputs])), tape.Input(task[EpisodeNames.SupportTargets]));
        Variables<double> adapted = theta - (0.1 * treat(tape.Gradient(support, theta, DerivativeUse.Final)));
        return (theta, adapted, Loss.MeanSquaredError(
            model.Forward(adapted, tape.Input(task[EpisodeNames.QueryInputs])), tape.Input(task[EpisodeNames.QueryTargets])));
    }

    private static void AssertExplains(InvalidOperationException exception)
    {
        Assert.Contains("DerivativeUse.Final", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Detach", exception.Message, StringComparison.Ordinal);
    }
}
