using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Checking;

public sealed class ModuleCheckTests
{
    private static readonly Sequential<double> Net = new(
        new Linear<double>(3, 5), Activations.Tanh<double>(), new LayerNorm<double>([5]), new Linear<double>(5, 2));

    private static readonly Tensor<double> Input = Tensors.Create(Samples.Numbers(12, "input"), [4, 3]);

    [Theory]
    [InlineData(CheckMode.Fast, 3)]
    [InlineData(CheckMode.Full, 2)]
    public void A_net_by_its_parameters_and_its_input(CheckMode mode, int orders)
    {
        GradientReport report = ModuleCheck.Run(Net, Samples.Parameters(Net), Input, new() { Mode = mode, Orders = orders });
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(orders * (Net.Parameters.Count + 1), report.Inputs.Count);
        Assert.Contains(report.Inputs, static input => input.Input == ModuleCheck.InputName);
        Assert.Contains(report.Inputs, static input => input.Input == "0.weight");
    }

    [Fact]
    public void A_net_with_its_loss()
    {
        Tensor<double> labels = Tensors.Create([0.0, 1, 1, 0], [4]);
        GradientReport report = ModuleCheck.Run(Net, Samples.Parameters(Net), Input, labels, Loss.CrossEntropy, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void In_float()
    {
        Sequential<float> net = new(new Linear<float>(3, 5), Activations.Tanh<float>(), new Linear<float>(5, 2));
        Tensor<float> input = Tensors.Create(Array.ConvertAll(Samples.Numbers(12, "input"), static v => (float)v), [4, 3]);
        GradientReport report = ModuleCheck.Run(net, net.Initialize(3), input);
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void A_dropout_mask_is_the_same_each_time_when_it_is_drawn_from_a_named_stream()
    {
        Sequential<double> net = new(new Linear<double>(3, 5), new Dropout<double>(0.5), new Linear<double>(5, 2));
        Parameters<double> parameters = Samples.Parameters(net);
        Assert.True(ModuleCheck.Run(net, parameters, Input, pass: static () => Pass<double>.Training(1, 0)).Passed);
        long iteration = 0;
        GradientReport report = ModuleCheck.Run(net, parameters, Input, pass: () => Pass<double>.Training(1, ++iteration));
        Assert.Equal(GradientVerdict.NonDeterministic, report.Verdict);
    }

    [Fact]
    public void A_layer_with_a_bias_that_is_not_summed_over_the_examples()
    {
        Sequential<double> net = new(new Linear<double>(3, 2), new MeanBias(2), Activations.Tanh<double>());
        GradientReport report = ModuleCheck.Run(net, Samples.Parameters(net), Input);
        Assert.Equal(GradientVerdict.WrongRule, report.Verdict);
        Assert.Equal("1.bias", report.Mismatch!.Input);
        Assert.Equal(0.25, report.Factor!.Value, 1e-6);
        Assert.Equal("add bias by rows", report.Operation!.Name);
        Assert.True(report.Inputs.Single(static input => input.Input == "0.weight").Passed);
    }

    [Fact]
    public void A_kink_of_a_net()
    {
        Sequential<double> net = new(new Linear<double>(3, 2, bias: false), Activations.Relu<double>());
        GradientReport report = ModuleCheck.Run(net, Samples.Parameters(net), Tensors.Create(new double[6], [2, 3]));
        Assert.Equal(GradientVerdict.Kink, report.Verdict);
        Assert.Equal("relu", report.Operation!.Name);
        Assert.Equal(ModuleCheck.InputName, report.Mismatch!.Input);
    }

    [Fact]
    public void Without_parameters_and_without_the_input_there_is_nothing_to_check()
        => Assert.Throws<ArgumentException>(
            () => ModuleCheck.Run(Activations.Tanh<double>(), new Parameters<double>([]), Input, byInput: false));

    private sealed class MeanBias(int outputs) : Module<double>
    {
        private static readonly CustomOperation<double> Operation = new(
            "add bias by rows",
            static inputs => inputs[0],
            static context =>
            {
                for (int k = 0; k < context.Output.Length; k++)
                {
                    context.Output[k] = context.Input(0)[k] + context.Input(1)[k % context.Input(1).Length];
                }
            },
            static context =>
            {
                context.Add(0, context.Cotangent);
                context.Add(1, context.Cotangent.Mean([0]));
            });

        public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
        [
            new("bias", [outputs], Initializers.Constant(0.0)),
        ];

        protected internal override Variable<double> Compute(
            ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
            => input.Tape.Apply(Operation, input, parameters[0]);
    }
}
