using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>A batch of tasks on the task axis equals the loop over the tasks: values, gradients and products with the Hessian.</summary>
public class TaskAxisTests
{
    private const int Tasks = LayerCatalogue.Tasks;
    private const double Rounding = 1e-13;

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void Tasks_with_their_own_parameters_equal_the_loop(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        double[] inputs = LayerCatalogue.Input(layer, Tasks);
        Parameters<double> parameters = Samples.Parameters(layer.Module, Tasks);

        using PoolCheck pool = new();
        using Tape<double> batched = pool.Tape<double>();
        Results all = Results.Of(
            layer.Module, batched, parameters, batched.Input(inputs, layer.Input.Prepend(Tasks)), new FixedMasks(-1, Tasks), null);
        for (int task = 0; task < Tasks; task++)
        {
            using Tape<double> tape = pool.Tape<double>();
            double[] input = inputs[(task * layer.Input.ElementCount)..((task + 1) * layer.Input.ElementCount)];
            Results one = Results.Of(
                layer.Module, tape, Samples.OfTask(parameters, task), tape.Input(input, layer.Input), new FixedMasks(task, Tasks),
                (task, Tasks));
            Assert.Equal(one.Output.Shape.Prepend(Tasks), all.Output.Shape);
            Near.Close(one.Output.Values, all.Output.At(0, task).Values, Rounding);
            Near.Close(one.InputGradient.Values, all.InputGradient.At(0, task).Values, Rounding);
            Near.Close(Samples.Flatten(one.Gradient), Samples.Flatten(Samples.OfTask(all.Gradient, task)), Rounding);
            Near.Close(Samples.Flatten(one.Curvature), Samples.Flatten(Samples.OfTask(all.Curvature, task)), Rounding);
        }
    }

    [Theory]
    [MemberData(nameof(LayerCatalogue.Names), MemberType = typeof(LayerCatalogue))]
    public void Shared_parameters_get_the_sum_over_the_tasks(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        double[] inputs = LayerCatalogue.Input(layer, Tasks);
        Parameters<double> parameters = Samples.Parameters(layer.Module);

        using PoolCheck pool = new();
        using Tape<double> batched = pool.Tape<double>();
        Results all = Results.Of(
            layer.Module, batched, parameters, batched.Input(inputs, layer.Input.Prepend(Tasks)), new FixedMasks(-1, Tasks), null);
        var sum = new double[parameters.ElementCount];
        for (int task = 0; task < Tasks; task++)
        {
            using Tape<double> tape = pool.Tape<double>();
            double[] input = inputs[(task * layer.Input.ElementCount)..((task + 1) * layer.Input.ElementCount)];
            Results one = Results.Of(
                layer.Module, tape, parameters, tape.Input(input, layer.Input), new FixedMasks(task, Tasks), (task, Tasks));
            Near.Close(one.Output.Values, all.Output.At(0, task).Values, Rounding);
            double[] gradient = Samples.Flatten(one.Gradient);
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] += gradient[k];
            }
        }

        Near.Close(sum, Samples.Flatten(all.Gradient), Rounding);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("layer norm")]
    [InlineData("convolution")]
    [InlineData("convolution of as many images as tasks")]
    [InlineData("batch norm 2d")]
    [InlineData("batch norm 2d per inner step")]
    [InlineData("batch norm 2d of as many images and channels as tasks")]
    [InlineData("batch norm 1d of as many examples as tasks")]
    [InlineData("group norm")]
    [InlineData("instance norm with parameters")]
    [InlineData("residual")]
    [InlineData("residual with projection")]
    [InlineData("gated recurrent units")]
    [InlineData("gated recurrent units in two layers, the last state of as many examples as tasks")]
    [InlineData("long short-term memory without bias in two layers")]
    [InlineData("attention")]
    [InlineData("transformer block, norm first, causal")]
    [InlineData("convolution along one axis")]
    [InlineData("causal convolution")]
    [InlineData("transposed convolution")]
    [InlineData("block of a ResNet-12")]
    [InlineData("convolutional net")]
    public void Data_without_a_task_axis_are_shared_by_all_tasks(string name)
    {
        LayerRow layer = LayerCatalogue.Get(name);
        double[] input = LayerCatalogue.Input(layer);
        Parameters<double> parameters = Samples.Parameters(layer.Module, Tasks);

        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> shared = tape.Input(input, layer.Input);
        Variable<double> all = layer.Module.Forward(parameters.On(tape), shared);
        for (int task = 0; task < Tasks; task++)
        {
            Variable<double> one = layer.Module.Forward(Samples.OfTask(parameters, task).On(tape), shared);
            Near.Close(one.Values, all.At(0, task).Values, Rounding);
        }
    }

    [Fact]
    public void Data_of_another_number_of_tasks_are_refused()
    {
        using Tape<double> tape = new();
        LayerNorm<double> norm = new([4]);
        var exception = Assert.Throws<ArgumentException>(
            () => norm.Forward(Samples.Parameters(norm, Tasks).On(tape), tape.Ones([2, 5, 4])));
        Assert.Contains(
            "takes [3, examples, ..., 4], or [examples, 4] shared by all, got [2, 5, 4]", exception.Message, StringComparison.Ordinal);
        Embedding<double> embedding = new(6, 2);
        exception = Assert.Throws<ArgumentException>(
            () => embedding.Forward(Samples.Parameters(embedding, Tasks).On(tape), tape.Ones([2, 5])));
        Assert.Contains("takes row numbers [3, ...], got [2, 5]", exception.Message, StringComparison.Ordinal);
        Linear<double> linear = new(4, 2);
        Assert.Throws<ArgumentException>(() => linear.Forward(Samples.Parameters(linear, Tasks).On(tape), tape.Ones([2, 5, 4])));
    }

    /// <summary>The output, the gradient of a weighted sum of its squares, and the product of that sum's Hessian with the
    /// parameters.</summary>
    private sealed record Results(
        Variable<double> Output, Variable<double> InputGradient, Parameters<double> Gradient, Parameters<double> Curvature)
    {
        public static Results Of(
            Module<double> module, Tape<double> tape, Parameters<double> parameters, Variable<double> input, Pass<double> pass,
            (int Task, int Tasks)? part)
        {
            Variables<double> theta = parameters.On(tape);
            Variable<double> output = module.Forward(theta, input, pass);

            // A task alone gets the weights that it has in the batch.
            int length = output.Shape.ElementCount;
            double[] weights = Samples.Numbers(part is null ? length : length * part.Value.Tasks, "weights of the output");
            weights = part is null ? weights : weights[(part.Value.Task * length)..((part.Value.Task + 1) * length)];
            Variable<double> loss = (output.Square() * tape.Constant(weights, output.Shape)).Sum();
            return new(
                output,
                tape.Gradient(loss, input),
                tape.Gradient(loss, theta).ToParameters(),
                tape.HessianVectorProduct(loss, theta, theta).ToParameters());
        }
    }
}
