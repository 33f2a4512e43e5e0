using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

public class StepSizesTests
{
    [Fact]
    public void Each_of_the_first_steps_has_its_constant_and_the_last_holds_beyond()
    {
        // w^2 has the gradient 2 w, so that a step of size alpha multiplies w with 1 - 2 alpha.
        Module<double> net = new Linear<double>(1, 1, bias: false);
        Learner<double> learner = new Maml<double>(net, Loss.MeanSquaredError, 3, StepSizes<double>.PerStep([0.1, 0.05]));
        Parameters<double> meta = new([KeyValuePair.Create("net.weight", Tensors.Wrap([2.0], [1, 1]))]);
        Parameters<double> task = new(
        [
            KeyValuePair.Create(EpisodeNames.SupportInputs, Tensors.Wrap([1.0], [1, 1])),
            KeyValuePair.Create(EpisodeNames.SupportTargets, Tensors.Wrap([0.0], [1, 1])),
        ]);
        double[] expected = [2, 2 * 0.8, 2 * 0.8 * 0.9, 2 * 0.8 * 0.9 * 0.9];
        for (int steps = 0; steps <= 3; steps++)
        {
            Assert.Equal(expected[steps], Tensors.ToArray(learner.Adapt(meta, task, steps).Predict(Tensors.Wrap([1.0], [1, 1])))[0], 1e-15);
        }

        Assert.Contains("0.1/0.05", learner.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Assert.Contains(
            "at least one step size", Assert.Throws<ArgumentException>(static () => StepSizes<double>.PerStep([])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => StepSizes<double>.PerStep([0.1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => StepSizes<double>.PerStep([-0.1]));
    }
}
