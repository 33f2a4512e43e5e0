using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Programs.Passes;

public sealed class SlicingTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void What_the_outputs_need_is_taken_in_the_order_of_the_recording_and_nothing_else()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([1.0, 2], [2]);
        Variable<double> before = x.Exp();
        _ = before.Sin();
        Variable<double> middle = before.Tanh();
        Variable<double> y = (middle + tape.Constant([1.0, 1], [2])).Reshape([2, 1]);
        ProgramGraph<double> graph = Traced.After("slicing", [middle], y);
        Assert.Equal(["%2 : [2] = add(%0, constant%1)", "%3 : [2, 1] = reshape to [2, 1](%2)"], Traced.Lines(graph));
        Assert.Equal((tape.Count, 4), (graph.Counts.Recorded, graph.Counts.Needed));
        Assert.Equal(2, graph.OwnerOf(3));
        Assert.Equal(["output 0 = %3"], Traced.Outputs(graph));
    }

    [Fact]
    public void An_input_that_is_an_output_needs_nothing()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(1.0);
        ProgramGraph<double> graph = Traced.After("slicing", [x, tape.Input(2.0)], x);
        Assert.Empty(graph.Instructions);
        Assert.Equal(2, graph.Values.Count);
    }
}
