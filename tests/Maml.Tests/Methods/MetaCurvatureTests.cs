using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

public class MetaCurvatureTests
{
    private static readonly Sequential<double> Net = new(
        new Conv2d<double>(1, 3, 2), Activations.Tanh<double>(), new Flatten<double>(), new Linear<double>(12, 2));

    private static readonly MetaCurvature<double> Learner = new(Net, Loss.MeanSquaredError, steps: 2, StepSizes<double>.Constant(0.1));

    [Fact]
    public void A_parameter_has_a_matrix_for_each_of_its_axes_with_positions_as_one()
    {
        Parameters<double> matrices = Learner.Initialize(3).Under("curvature");
        Assert.Equal(
            [
                "0.weight.output [3, 3]", "0.weight.input [1, 1]", "0.weight.position [4, 4]", "0.bias.output [3, 3]",
                "3.weight.output [2, 2]", "3.weight.input [12, 12]", "3.bias.output [2, 2]",
            ],
            matrices.Select(static entry => $"{entry.Key} {Tensors.ShapeOf(entry.Value)}"));
        Assert.All(matrices, static entry =>
        {
            int length = Tensors.ShapeOf(entry.Value)[0];
            Assert.Equal(Enumerable.Range(0, length * length).Select(k => k % (length + 1) == 0 ? 1.0 : 0.0), Tensors.ToArray(entry.Value));
        });
    }

    [Fact]
    public void At_the_identity_it_is_MAML_and_a_multiple_of_one_is_a_step_size()
    {
        Parameters<double> meta = Learner.Initialize(3);
        (double[] losses, Parameters<double> direction) = Learner.Numbers(meta, Task());
        Maml<double> maml = new(Net, Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.1));
        (double[] expected, Parameters<double> exact) = maml.Numbers(maml.Initialize(3), Task());
        Near.Close(expected, losses, 1e-14);
        Near.Close(Flat.Of(exact), Flat.Of(new Parameters<double>(direction.Take(exact.Count))), 1e-13);

        // Half of each gradient, on whichever axis.
        string[] one = ["curvature.0.weight.position", "curvature.0.bias.output", "curvature.3.weight.input", "curvature.3.bias.output"];
        Parameters<double> all = 0.5 * meta;
        Parameters<double> halved = new(meta.Select((entry, k) => one.Contains(entry.Key) ? all[k] : entry));
        Maml<double> shorter = new(Net, Loss.MeanSquaredError, 2, StepSizes<double>.Constant(0.05));
        Near.Close(shorter.Numbers(shorter.Initialize(3), Task()).Losses, Learner.Numbers(halved, Task()).Losses, 1e-14);
    }

    private static Parameters<double> Task()
    {
        RandomStream random = new(5, "images", 0);
        System.Numerics.Tensors.Tensor<double> Draw(params int[] sizes)
            => Tensors.Wrap(
                [.. Enumerable.Range(0, Shape.Create(sizes).ElementCount).Select(_ => random.NextNormal())], Shape.Create(sizes));
        return FewShotTask.Of(Draw(4, 1, 3, 3), Draw(4, 2), Draw(5, 1, 3, 3), Draw(5, 2));
    }
}
