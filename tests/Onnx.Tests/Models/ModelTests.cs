using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Format;
using AutogradMaml.Onnx.Tests.Support;
using AutogradMaml.Testing;

namespace AutogradMaml.Onnx.Tests.Models;

/// <summary>A model as a file: what stands in it, and what is refused.</summary>
public class ModelTests
{
    [Fact]
    public void A_model_is_read_again_as_it_was_written()
    {
        AdaptationCase sinusoid = AdaptationCase.Sinusoid(1);
        OnnxModel model = OnnxModel.Of(sinusoid.Compile(), new() { Name = "sine", Weights = sinusoid.Meta });
        byte[] bytes = model.ToBytes();
        ModelProto read = ModelProto.Parser.ParseFrom(bytes);
        Assert.Equal(model.Model, read);
        Assert.Equal("sine", read.Graph.Name);
        Assert.Equal(8, read.IrVersion);
        Assert.Equal(OnnxModel.OperatorSet, Assert.Single(read.OpsetImport).Version);
        Assert.Equal(model.NodeCount, read.Graph.Node.Select(static node => node.Name).Distinct().Count());

        // Written again it is the same file.
        Assert.Equal(bytes, OnnxModel.Of(sinusoid.Compile(), new() { Name = "sine", Weights = sinusoid.Meta }).ToBytes());
        using TemporaryFolder folder = new();
        string path = folder["sine.onnx"];
        model.Save(path);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void Inputs_and_outputs_have_the_names_that_are_given()
    {
        using Tape<float> tape = new();
        Variable<float> x = tape.Input([1, 2, 3], [3]);
        Variable<float> y = tape.Input([4, 5, 6], [3]);
        Program<float> program = tape.Compile([x, y], [x * y, x, tape.Constant([7], [1])]);
        OnnxModel plain = OnnxModel.Of(program);
        Assert.Equal(["input_0", "input_1"], plain.Inputs.Select(static input => input.Name));
        Assert.Equal(["output_0", "output_1", "output_2"], plain.Outputs.Select(static output => output.Name));
        OnnxModel named = OnnxModel.Of(program, new() { InputNames = ["value_0", "b"], OutputNames = ["product", "same", "seven"] });
        using OnnxHost<float> host = new(named);
        Dictionary<string, float[]> results = host.Run([(named.Inputs[0], [1, 2, 3]), (named.Inputs[1], [4, 5, 6])]);
        Assert.Equal([4, 10, 18], results["product"]);
        Assert.Equal([1, 2, 3], results["same"]);
        Assert.Equal([7], results["seven"]);
        Assert.Contains("Mul", named.Operators);
    }

    [Fact]
    public void Names_and_weights_that_do_not_fit_are_told()
    {
        using Tape<float> tape = new();
        Variable<float> x = tape.Input([1, 2, 3], [3]);
        Program<float> program = tape.Compile([x], [x.Exp()]);
        Says(new() { InputNames = ["a", "b"] }, "1 inputs", "2 names", "a, b");
        Says(new() { InputNames = ["same"], OutputNames = ["same"] }, "'same'", "twice");
        Says(new() { Weights = new([KeyValuePair.Create("z", Tensors.Create<float>([1], [1]))]) }, "no input for the weights z", "input_0");
        Says(new() { Weights = new([KeyValuePair.Create("input_0", Tensors.Create<float>([1], [1]))]) }, "'input_0'", "[1]", "[3]");

        void Says(OnnxOptions<float> options, params string[] parts)
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(() => OnnxModel.Of(program, options));
            Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_that_is_refused_is_named_at_once()
    {
        using Tape<float> tape = new();
        Variable<float> x = tape.Input([1, 2, 3], [3]);
        CustomOperation<float> relu = new("relu", static inputs => inputs[0], static context => context.Input(0).CopyTo(context.Output));
        Variable<float> y = tape.Apply(relu, x.LogGamma().Exp() + x.Digamma());
        Variable<float> z = tape.Host("dice", static context => context.Result(0)[0] = 4, [Shape.Scalar], [])[0];
        Program<float> program = tape.Compile([x], [y.LogGamma() + z]);
        OnnxExportException exception = Assert.Throws<OnnxExportException>(() => OnnxModel.Of(program));
        Assert.Equal(
            ["digamma", "host call 'dice'", "log gamma", "relu"],
            exception.Operations.Select(static operation => operation.Name).Order(StringComparer.Ordinal));
        Assert.Equal(exception.Operations, OnnxModel.FindRefused(program));
        Assert.Contains("'log gamma' (2 times), which ONNX's operators don't compute", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'relu', which only its maker knows", exception.Message, StringComparison.Ordinal);
        Assert.Contains("make it an input", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_beyond_what_is_written_step_by_step_are_refused()
    {
        using Tape<float> tape = new();
        Variable<float> line = tape.Input(new float[300], [300]);
        Program<float> program = tape.Compile([line], [line.LinearRecurrence(line, 0).Sum()]);
        RefusedOperation refused = Assert.Single(OnnxModel.FindRefused(program));
        Assert.Equal("linear recurrence(axis 0)", refused.Name);
        Assert.Contains("300 places", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_two_bytes_are_refused()
    {
        using Tape<Half> tape = new();
        Variable<Half> x = tape.Input([(Half)1], [1]);
        Program<Half> program = tape.Compile([x], [x + x]);
        Assert.Contains(
            "Half", Assert.Throws<NotSupportedException>(() => OnnxModel.Of(program)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_double_it_is_exact_to_rounding()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([0.3, -0.7, 1.1, 0.4], [2, 2]);
        Variable<double> w = tape.Input([0.5, -0.2, 0.1, 0.9], [2, 2]);
        Variable<double> loss = (x.MatMul(w).Relu() - 0.1).Square().Sum();
        Variable<double> adapted = w - (0.1 * tape.Gradient(loss, w));
        Program<double> program = tape.Compile([x, w], [x.MatMul(adapted)]);
        using Workspace<double> workspace = program.CreateWorkspace();
        x.Values.CopyTo(workspace.Input(0));
        w.Values.CopyTo(workspace.Input(1));
        workspace.Run();
        OnnxModel model = OnnxModel.Of(program);
        using OnnxHost<double> host = new(model, isFused: false);
        double[] found = host.Run([(model.Inputs[0], x.Values.ToArray()), (model.Inputs[1], w.Values.ToArray())])["output_0"];
        Near.Close(workspace.Output(0), found, 1e-14);
    }
}
