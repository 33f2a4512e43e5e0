using AutogradMaml.Autograd;
using AutogradMaml.Nn.Tests.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests;

/// <summary>The same nets, losses and optimizers in PyTorch, whose numbers Fixtures/make_reference.py wrote.</summary>
public class PyTorchTests
{
    private const double Rounding = 1e-13;

    private static readonly Sequential<double> Net = NetOf<double>();

    private static readonly SafeTensorsFile<double> Reference = SafeTensors.Read<double>(Fixture("reference.safetensors"));

    [Fact]
    public void The_output_the_loss_and_the_gradient_are_the_same()
    {
        using Tape<double> tape = new();
        Variables<double> theta = Net.Load(Reference.Parameters.Under("net")).On(tape);
        Variable<double> output = Net.Forward(theta, tape.Input(Expected("input")));
        Near.Close(Values("output"), output.Values, Rounding);
        Variable<double> loss = Loss.MeanSquaredError(output, tape.Input(Expected("target")));
        Near.Close(Values("loss.mse"), loss.Values, Rounding);
        Variables<double> gradient = tape.Gradient(loss, theta);
        foreach ((string name, Variable<double> value) in gradient)
        {
            Near.Close(Values("gradient." + name), value.Values, Rounding);
        }

        Assert.Equal("PyTorch", Reference.Metadata["source"]);
    }

    [Fact]
    public void The_other_losses_are_the_same()
    {
        using Tape<double> tape = new();
        Variable<double> output = tape.Input(Expected("output"));
        Variable<double> target = tape.Input(Expected("target"));
        Near.Close(Values("loss.cross_entropy"), Loss.CrossEntropy(output, tape.Input(Expected("labels"))).Values, Rounding);
        Near.Close(Values("loss.huber"), Loss.Huber(output, target, 0.4).Values, Rounding);
        Near.Close(Values("loss.bce"), Loss.BinaryCrossEntropyWithLogits(output, target.Sigmoid()).Values, Rounding);
    }

    [Theory]
    [MemberData(nameof(OptimizerCatalogue.Names), MemberType = typeof(OptimizerCatalogue))]
    public void Three_steps_of_an_optimizer_are_the_same(string name)
    {
        (Optimizer<double> optimizer, double stepSize) = OptimizerCatalogue.Get(name).PyTorch;
        using Tape<double> tape = new();
        Variables<double> theta = Net.Load(Reference.Parameters.Under("net")).On(tape);
        OptimizerState<double> state = optimizer.InitialState(theta);
        for (int k = 0; k < 3; k++)
        {
            Variable<double> output = Net.Forward(theta, tape.Input(Expected("input")));
            Variables<double> gradient = tape.Gradient(Loss.MeanSquaredError(output, tape.Input(Expected("target"))), theta);
            (theta, state) = optimizer.Step(theta, gradient, state, stepSize);
        }

        foreach ((string parameter, Variable<double> value) in theta)
        {
            // Adam divides by roots of squared gradients, which amplifies their rounding.
            Near.Close(Values($"trained.{name}.{parameter}"), value.Values, 1e-11);
        }
    }

    [Fact]
    public void Layer_norm_over_two_axes_is_the_same()
    {
        using Tape<double> tape = new();
        LayerNorm<double> norm = new([2, 3], epsilon: 1e-3);
        Variables<double> theta = new Parameters<double>(
            [new("weight", Expected("layer_norm.weight")), new("bias", Expected("layer_norm.bias"))]).On(tape);
        Near.Close(Values("layer_norm.output"), norm.Forward(theta, tape.Input(Expected("layer_norm.input"))).Values, Rounding);
    }

    [Fact]
    public void Embedding_is_the_same()
    {
        using Tape<double> tape = new();
        Variables<double> theta = new Parameters<double>([new("weight", Expected("embedding.weight"))]).On(tape);
        Variable<double> output = new Embedding<double>(5, 3).Forward(theta, tape.Input(Expected("embedding.input")));
        Assert.Equal([2, 2, 3], output.Shape);
        Assert.Equal(Values("embedding.output"), output.ToArray());
    }

    [Fact]
    public void A_state_dict_in_single_precision_loads_into_the_net_of_either_type()
    {
        SafeTensorsFile<float> file = SafeTensors.Read<float>(Fixture("state_dict.safetensors"));
        Parameters<float> single = NetOf<float>().Load(file.Parameters);
        Parameters<double> widened = Net.Load(SafeTensors.Read<double>(Fixture("state_dict.safetensors")).Parameters);
        Parameters<double> exact = Net.Load(Reference.Parameters.Under("net"));
        foreach ((string name, System.Numerics.Tensors.Tensor<double> value) in exact)
        {
            float[] rounded = Array.ConvertAll(Tensors.ToArray(value), element => (float)element);
            Assert.Equal(rounded, Tensors.ToArray(single[name]));
            Assert.Equal(rounded, Tensors.ToArray(widened[name]).Select(element => (float)element));
        }

        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void In_single_precision_output_and_gradient_are_the_same_to_its_rounding()
    {
        using Tape<float> tape = new();
        Sequential<float> net = NetOf<float>();
        Variables<float> theta = net.Load(SafeTensors.Read<float>(Fixture("state_dict.safetensors")).Parameters).On(tape);
        Parameters<float> reference = SafeTensors.Read<float>(Fixture("reference.safetensors"), ElementConversion.Rounding).Parameters;
        Variable<float> output = net.Forward(theta, tape.Input(reference["input"]));
        Near.Close(Values("output"), Near.ToDouble(output.Values), 1e-6);
        Variables<float> gradient = tape.Gradient(Loss.MeanSquaredError(output, tape.Input(reference["target"])), theta);
        foreach ((string name, Variable<float> value) in gradient)
        {
            Near.Close(Values("gradient." + name), Near.ToDouble(value.Values), 1e-5);
        }
    }

    [Fact]
    public void Every_element_type_is_read_as_PyTorch_rounded_it()
    {
        Parameters<double> types = SafeTensors.Read<double>(Fixture("types.safetensors")).Parameters;
        double[] exact = [1, -2.5, 0.1, 65504, Math.Pow(2, -24), 0];
        Assert.Equal(exact, Tensors.ToArray(types["F64"]));
        Assert.Equal(exact.Select(value => (double)(float)value), Tensors.ToArray(types["F32"]));
        Assert.Equal(exact.Select(value => (double)(Half)value), Tensors.ToArray(types["F16"]));

        // Eight bits of significand: 0.1 is 205 / 2048, and 65504 rounds up to 2^16.
        Assert.Equal([1, -2.5, 205.0 / 2048, 65536, Math.Pow(2, -24), 0], Tensors.ToArray(types["BF16"]));
    }

    private static System.Numerics.Tensors.Tensor<double> Expected(string name) => Reference.Parameters[name];

    private static double[] Values(string name) => Tensors.ToArray(Expected(name));

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    private static Sequential<T> NetOf<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => new(
            new Linear<T>(3, 5),
            new LayerNorm<T>([5]),
            Activations.Tanh<T>(),
            new Linear<T>(5, 4),
            Activations.Gelu<T>(),
            new Linear<T>(4, 2, bias: false));
}
