using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>The hardest case that people meet: a convolutional net with batch normalization, max pooling, tanh and cross-entropy, five inner
/// steps of Adam.</summary>
public class ConvolutionalNetTests
{
    private const int Steps = 5;

    private static readonly Sequential<double> Net = new(
        Convolution(1), new BatchNorm2d<double>(3), Activations.Tanh<double>(), new MaxPool2d<double>(2),
        Convolution(3), new BatchNorm2d<double>(3), Activations.Tanh<double>(), new MaxPool2d<double>(3),
        new Flatten<double>(), new Linear<double>(3, 3, weightInitializer: Initializers.HeNormal<double>()));

    private static readonly InnerLoop<double> Loop = new(
        Net, Loss.CrossEntropy, InnerStepSize<double>.Constant(0.01), new Adam<double>());

    [Fact]
    public void The_meta_gradient_through_five_steps_of_Adam_agrees_with_differences()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Parameters<double> start = Loop.InitializeMetaParameters(3);
        FewShotTask<double> task = Task(0);
        Maml<double> learner = new(Loop, Steps);
        double[] gradient = Flat.Of(learner.Compute(start.On(tape), TaskData<double>.Single(tape, task)).Gradient);
        double QueryLoss(double[] theta)
        {
            tape.Clear();
            return learner.QueryLoss(Flat.To(start, theta).On(tape), TaskData<double>.Single(tape, task)).Scalar;
        }

        double[] theta = Flat.Of(start);
        Near.Close(FiniteDifferences.Gradient(QueryLoss, theta), gradient, 1e-6);

        // The check can fail: the first-order gradient does not pass it.
        tape.Clear();
        double[] firstOrder = Flat.Of(new Maml<double>(Loop, Steps, InnerGradient.FirstOrder).Compute(start.On(tape), TaskData<double>.Single(tape, task)).Gradient);
        Assert.True(Near.Distance(gradient, firstOrder) > 1e-2);
    }

    [Fact]
    public void The_task_axis_gives_what_the_loop_gives()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Parameters<double> start = Loop.InitializeMetaParameters(3);
        FewShotTask<double>[] tasks = [Task(0), Task(1)];
        Maml<double> learner = new(Loop, Steps);
        double[] together = Flat.Of(learner.Compute(start.On(tape), TaskData<double>.Stack(tape, tasks)).Gradient);
        double[] first = Flat.Of(learner.Compute(start.On(tape), TaskData<double>.Single(tape, tasks[0])).Gradient);
        double[] second = Flat.Of(learner.Compute(start.On(tape), TaskData<double>.Single(tape, tasks[1])).Gradient);
        Near.Close([.. first.Zip(second, (a, b) => a + b)], together, 1e-9);
    }

    private static Conv2d<double> Convolution(int channels)
        => new(channels, 3, 3, ConvolutionGeometry.Square(padding: 1), bias: false, Initializers.HeNormal<double>());

    private static FewShotTask<double> Task(long index)
    {
        RandomStream random = new(11, "images", index);
        System.Numerics.Tensors.Tensor<double> Images(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 36).Select(_ => random.NextNormal())], [count, 1, 6, 6]);
        System.Numerics.Tensors.Tensor<double> Labels(int count) => Tensors.Wrap([.. Enumerable.Range(0, count).Select(k => (double)(k % 3))], [count]);
        return new(Images(6), Labels(6), Images(9), Labels(9));
    }
}
