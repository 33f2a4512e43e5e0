using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>The hardest case that people meet: a convolutional net with batch normalization, max pooling, tanh and cross-entropy, five
/// inner steps of Adam.</summary>
public class ConvolutionalNetTests
{
    private const int Steps = 5;

    private static readonly Sequential<double> Net = new(
        Convolution(1), new BatchNorm2d<double>(3), Activations.Tanh<double>(), new MaxPool2d<double>(2),
        Convolution(3), new BatchNorm2d<double>(3), Activations.Tanh<double>(), new MaxPool2d<double>(3),
        new Flatten<double>(), new Linear<double>(3, 3, weightInitializer: Initializers.HeNormal<double>()));

    private static readonly NetAdaptation<double> Adapted = new(
        Net, Loss.CrossEntropy, StepSizes<double>.Constant(0.01), new Adam<double>());

    [Fact]
    public void The_meta_gradient_through_five_steps_of_Adam_agrees_with_differences()
    {
        Parameters<double> task = Task(0);
        Maml<double> learner = new(Adapted, Steps);
        Parameters<double> start = learner.Initialize(3);
        double[] gradient = Flat.Of(learner.Numbers(start, task).Direction);
        double[] theta = Flat.Of(start);
        Near.Close(FiniteDifferences.Gradient(point => learner.Numbers(Flat.To(start, point), task).Losses[0], theta), gradient, 1e-6);

        // The check can fail: the first-order gradient does not pass it.
        double[] firstOrder = Flat.Of(new FirstOrderMaml<double>(Adapted, Steps).Numbers(start, task).Direction);
        Assert.True(Near.Distance(gradient, firstOrder) > 1e-2);
    }

    [Fact]
    public void The_task_axis_gives_what_the_loop_gives()
    {
        Parameters<double>[] tasks = [Task(0), Task(1)];
        Maml<double> learner = new(Adapted, Steps);
        Parameters<double> start = learner.Initialize(3);
        double[] together = Flat.Of(learner.Numbers(start, tasks).Direction);
        double[] first = Flat.Of(learner.Numbers(start, tasks[0]).Direction);
        double[] second = Flat.Of(learner.Numbers(start, tasks[1]).Direction);
        Near.Close([.. first.Zip(second, (a, b) => a + b)], together, 1e-9);
    }

    private static Conv2d<double> Convolution(int channels)
        => new(channels, 3, 3, ConvolutionGeometry.Square(padding: 1), bias: false, Initializers.HeNormal<double>());

    private static Parameters<double> Task(long index)
    {
        RandomStream random = new(11, "images", index);
        System.Numerics.Tensors.Tensor<double> Images(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 36).Select(_ => random.NextNormal())], [count, 1, 6, 6]);
        System.Numerics.Tensors.Tensor<double> Labels(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count).Select(k => (double)(k % 3))], [count]);
        return FewShotTask.Of(Images(6), Labels(6), Images(9), Labels(9));
    }
}
