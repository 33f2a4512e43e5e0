using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs;

public sealed class NamedProgramTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Inputs_and_outputs_are_found_by_name()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variables<double> inputs = Inputs().On(tape);
        Variables<double> outputs = new(
            [new("sum", inputs["0.weight"] + inputs["0.bias"]), new("product", inputs["0.weight"] * inputs["0.bias"])]);
        Program<double> program = tape.Compile(inputs, outputs);
        using Workspace<double> workspace = program.CreateWorkspace(_pool.Pool);
        workspace.Input("0.bias")[0] = 3;
        workspace.Input("0.weight")[0] = 5;
        workspace.Run();
        Assert.Equal(15, workspace.Output("product")[0]);
        Assert.Equal(8, workspace.Output("sum")[0]);
        Assert.Equal(["0.weight", "0.bias"], program.InputNames);
        Assert.Equal(["sum", "product"], program.OutputNames);
        Assert.Equal(1, program.OutputNumber("product"));
        Assert.Contains("input 1 '0.bias'", program.ToString(), StringComparison.Ordinal);
        Assert.Contains("output 0 'sum' = ", program.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variables<double> inputs = Inputs().On(tape);
        Program<double> named = tape.Compile(inputs, inputs);
        Assert.Equal(
            "The program has no input 'bias'; there are: 0.weight, 0.bias.",
            Assert.Throws<KeyNotFoundException>(() => named.InputNumber("bias")).Message);
        Program<double> nameless = tape.Compile(inputs.Values.ToArray(), inputs.Values.ToArray());
        Assert.Contains(
            "without names", Assert.Throws<KeyNotFoundException>(() => nameless.OutputNumber("bias")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_missing_is_told_by_its_parameter_s_name()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variables<double> inputs = Inputs().On(tape);
        Variable<double> nameless = tape.Input(1.0);
        ArgumentException thrown = Assert.Throws<ArgumentException>(
            () => tape.Compile([inputs["0.weight"]], [inputs["0.weight"] * inputs["0.bias"]]));
        Assert.Contains("needs the input '0.bias' of shape [1], which is not among its inputs", thrown.Message, StringComparison.Ordinal);
        thrown = Assert.Throws<ArgumentException>(() => tape.Compile([inputs["0.weight"]], [inputs["0.weight"] * nameless]));
        Assert.Contains("needs the input %2", thrown.Message, StringComparison.Ordinal);
    }

    private static Parameters<double> Inputs()
        => new([new("0.weight", Tensors.Wrap([2.0], [1])), new("0.bias", Tensors.Wrap([1.0], [1]))]);
}
